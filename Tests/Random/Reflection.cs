// Calls random members of the class library by reflection, on whatever objects there are: what every assembly can do, and no compiler would write.
// Natives get arguments of the declared type with any value, objects that others left half made, and objects of other types, which they have to
// refuse. Constructors run once more on objects in use, private fields are set, objects are copied and come back from finalizers, threads are
// aborted anywhere. Nothing is asked of the results: the runtime must survive it (Tests/Random/reflection.py). Main returns 1 if so few members
// returned that nothing was tested.
//
// Members that wait, suspend, abort or hardly end are called, too: Main gives a worker a few slices for each step, and then takes another. Left out are
// Console and Debug, since what they print would differ by memory and collections. The assemblies of Library() neither restart the board nor
// set its clock.
using System;
using System.Collections;
using System.Reflection;
using System.Text;
using System.Threading;

public delegate int Source();
public delegate object Mapping(object item);

public enum Narrow : byte { None, Some }

public enum Wide : long { None, Some }

public struct Mixed
{
    public int Number;
    public object Item;
    public long Long;
    public byte Byte;

    public object Keep(object item)
    {
        Item = item;
        Number++;
        return item;
    }
}

public class Thing
{
    public static object Last;
    public object Item;
    public string Text;
    public Mixed Mixed;
    public int[] Numbers;

    /// <summary>Comes back to life.</summary>
    ~Thing() { Last = this; }

    public virtual object Keep(object item)
    {
        Item = item;
        return this;
    }
}

public class Special : Thing { }

public class Failure : Exception { }

/// <summary>Random numbers of our own (xorshift, Marsaglia 2003): those of the class library are among what is called.</summary>
public static class Dice
{
    private static uint state = 1; // by the seed of the program: reflection.py

    public static int Below(int count)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state % (uint)count);
    }

    public static bool OneIn(int count) { return Below(count) == 0; }
}

/// <summary>The objects on which members are called, and which they get and give.</summary>
public static class Pool
{
    private static readonly object[] objects = new object[64];

    public static void Fill()
    {
        for (int i = 0; i < objects.Length; i++) objects[i] = Make.Any();
    }

    public static object Any() { return objects[Dice.Below(objects.Length)]; }

    public static void Put(object item) { objects[Dice.Below(objects.Length)] = item; }

    /// <summary>An object that a parameter or field of the type can hold, mostly one that was there before. Null if none was found.</summary>
    public static object Fit(Type type)
    {
        for (int i = 0; i < 40; i++)
        {
            object item = Dice.OneIn(3) ? Make.Any() : Any();
            if (type.IsInstanceOfType(item)) return item;
        }
        for (int kind = 0; type.IsValueType && kind < Make.Numbers; kind++)
        {
            object item = Make.Number(kind);
            if (type.IsInstanceOfType(item)) return item;
        }
        return type.IsArray && Dice.OneIn(2) ? Array.CreateInstance(type.GetElementType(), Dice.Below(5)) : null;
    }
}

/// <summary>New objects.</summary>
public static class Make
{
    public const int Numbers = 15;
    private static readonly int[] integers =
    {
        0, 1, -1, 2, -2, 3, 4, 5, 7, 8, 64, 127, 255, 256, 1000, 65535, int.MaxValue, int.MinValue
    };

    /// <summary>A number of one of the kinds of number, most of them at some edge.</summary>
    public static object Number(int kind)
    {
        int value = integers[Dice.Below(integers.Length)];
        switch (kind)
        {
            case 0: return value;
            case 1: return (uint)value;
            case 2: return (byte)value;
            case 3: return (sbyte)value;
            case 4: return (short)value;
            case 5: return (ushort)value;
            case 6: return (char)value;
            case 7: return value * (Dice.OneIn(2) ? 1L : 0x100000001L);
            case 8: return (ulong)value;
            case 9: return value != 0;
            case 10: return value * 0.37;
            case 11: return (float)value;
            case 12: return (Narrow)value;
            case 13: return (Wide)value;
            default: return new TimeSpan(value * 1000L);
        }
    }

    public static object Any()
    {
        switch (Dice.Below(9))
        {
            case 0: return Text();
            case 1:
            case 2: return ArrayOfAny();
            case 3: return OwnObject();
            case 4: return LibraryObject();
            case 5: return ThreadObject();
            case 6:
            case 7: return ReflectionObject();
            default: return Number(Dice.Below(Numbers));
        }
    }

    private static object Text()
    {
        switch (Dice.Below(4))
        {
            case 0: return "";
            case 1: return "\u20ac\ud83d\ude00x" + (char)Dice.Below(65536); // with half of a surrogate pair at times
            case 2: return new StringBuilder("text");
            default: return "text" + Dice.Below(9).ToString();
        }
    }

    private static object ArrayOfAny()
    {
        int length = Dice.Below(9);
        switch (Dice.Below(8))
        {
            case 0: return new object[length];
            case 1: return new int[length];
            case 2: return new byte[length * 5];
            case 3: return new char[length];
            case 4: return new string[length];
            case 5: return new Thing[length];
            case 6: return new Mixed[length];
            default: return new int[length][];
        }
    }

    private static object OwnObject()
    {
        switch (Dice.Below(6))
        {
            case 0: return new Thing();
            case 1: return new Special();
            case 2: return new Mixed();
            case 3: return new Failure();
            case 4: return new Source(Length);
            default: return new Mapping(Itself);
        }
    }

    private static object LibraryObject()
    {
        switch (Dice.Below(9))
        {
            case 0: return new ArrayList();
            case 1: return new Hashtable();
            case 2: return new Queue();
            case 3: return new Exception("text");
            case 4: return new WeakReference(Pool.Any());
            case 5: return new Random(Dice.Below(5));
            case 6: return DateTime.UtcNow;
            case 7: return Guid.NewGuid();
            default: return new Version(1, 2);
        }
    }

    private static object ThreadObject()
    {
        switch (Dice.Below(4))
        {
            case 0: return new Thread(PutOne);
            case 1: return new Timer(KeepLast, Pool.Any(), Dice.Below(3), Dice.Below(3) - 1);
            case 2: return new ManualResetEvent(Dice.OneIn(2));
            default: return new AutoResetEvent(Dice.OneIn(2));
        }
    }

    private static object ReflectionObject()
    {
        switch (Dice.Below(4))
        {
            case 0: return Any().GetType();
            case 1: return Program.LibraryType();
            case 2: return typeof(Thing).GetField("Item");
            default: return typeof(Thing).GetMethod("Keep");
        }
    }

    private static int Length() { return Dice.Below(5); }
    private static object Itself(object item) { return item; }
    private static void PutOne() { Pool.Put(Any()); }
    private static void KeepLast(object item) { Thing.Last = item; }
}

public static class Program
{
    private const int Steps = 600;
    private const int Patience = 20; // slices of time that a step may take
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly MethodInfo memberwiseClone = typeof(object).GetMethod("MemberwiseClone", All);
    private static Type[] types;
    private static object last; // what a method returned: often the next object
    private static int begun, returned;

    /// <summary>Starts a worker, and another when one has ended or does not come back from a member: it waits, or counts to int.MaxValue.</summary>
    public static int Main()
    {
        types = Library();
        Pool.Fill();
        while (begun < Steps)
        {
            Thread worker = new Thread(Work);
            worker.Start();
            Watch(worker);
            worker.Abort();
            Thread.Sleep(1); // a moment for timers: time stands still while a thread can run
        }
        return returned > Steps / 4 ? 0 : 1;
    }

    private static void Watch(Thread worker)
    {
        int seen = begun;
        for (int slices = 0; worker.IsAlive && slices < Patience; slices++)
        {
            if (seen != begun) slices = 0;
            seen = begun;
            Thread.Sleep(0);
        }
    }

    private static void Work()
    {
        while (begun < Steps)
        {
            begun++;
            try
            {
                Step();
                returned++;
            }
            catch (Exception) { } // an abort goes on after it
        }
    }

    public static Type LibraryType() { return types[Dice.Below(types.Length)]; }

    private static Type[] Library()
    {
        Assembly[] assemblies = { typeof(object).Assembly, typeof(StringBuilder).Assembly, typeof(Hashtable).Assembly, typeof(Math).Assembly };
        ArrayList found = new ArrayList();
        foreach (Assembly assembly in assemblies)
        {
            foreach (Type type in assembly.GetTypes())
            {
                if (type.Name != "Console" && type.Name != "Debug") found.Add(type);
            }
        }
        return (Type[])found.ToArray(typeof(Type));
    }

    /// <summary>Does one thing with one object, or with an object of some type.</summary>
    private static void Step()
    {
        object target = Dice.OneIn(3) ? last : Pool.Any();
        Type type = TypeOf(target);
        switch (Dice.Below(10))
        {
            case 0: Construct(type, target); break;
            case 1: UseField(type, target); break;
            case 2: Use(target, Pool.Any()); break;
            default: Call(type, target); break;
        }
    }

    /// <summary>The object's type, or another: one that a member has returned, one of the library.</summary>
    private static Type TypeOf(object target)
    {
        Type type = target as Type;
        if (type == null || Dice.OneIn(2)) type = target == null || Dice.OneIn(3) ? LibraryType() : target.GetType();
        return Dice.OneIn(12) && type.BaseType != null ? type.BaseType : type;
    }

    private static void Call(Type type, object target)
    {
        MethodInfo[] methods = type.GetMethods(All);
        MethodInfo method = methods[Dice.Below(methods.Length)];
        object[] arguments = Arguments(method);
        if (!method.IsStatic) target = Fitting(type, target);
        last = method.Invoke(target, arguments);
        if (Dice.OneIn(2)) Pool.Put(last);
    }

    /// <summary>One for each parameter, at times of another type.</summary>
    private static object[] Arguments(MethodBase method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        object[] arguments = new object[parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Dice.OneIn(9) ? Pool.Any() : Pool.Fit(parameters[i].ParameterType);
        }
        return arguments;
    }

    /// <summary>The object itself, if it is of the type. Else another, of that type as a rule.</summary>
    private static object Fitting(Type type, object target)
    {
        if (Dice.OneIn(30)) return Pool.Any();
        return type.IsInstanceOfType(target) ? target : Pool.Fit(type);
    }

    /// <summary>A new object, or an old one once more.</summary>
    private static void Construct(Type type, object target)
    {
        ConstructorInfo[] constructors = type.GetConstructors();
        ConstructorInfo constructor = constructors[Dice.Below(constructors.Length)];
        object[] arguments = Arguments(constructor);
        if (Dice.OneIn(3)) constructor.Invoke(Fitting(type, target), arguments);
        else Pool.Put(constructor.Invoke(arguments));
    }

    private static void UseField(Type type, object target)
    {
        FieldInfo[] fields = type.GetFields(All);
        FieldInfo field = fields[Dice.Below(fields.Length)];
        target = Fitting(type, target);
        if (Dice.OneIn(2)) Pool.Put(field.GetValue(target));
        else field.SetValue(target, Dice.OneIn(5) ? Pool.Any() : Pool.Fit(field.FieldType));
    }

    /// <summary>What programs do without reflection, with objects that are not what they were made as.</summary>
    private static void Use(object one, object other)
    {
        Pool.Put(Make.Any());
        Pool.Put(memberwiseClone.Invoke(one, null));
        if (one is Source) ((Source)one)();
        if (one is Mapping) Pool.Put(((Mapping)one)(other));
        if (one is Array && other is Array) Array.Copy((Array)one, Dice.Below(3), (Array)other, Dice.Below(3), Dice.Below(4));
        if (one is IList) SetElement((IList)one, other);
        one.Equals(other);
        one.GetHashCode();
        one.ToString();
        if (one is Exception) throw (Exception)one;
    }

    private static void SetElement(IList list, object item)
    {
        if (list.Count > 0) list[Dice.Below(list.Count)] = item;
    }
}

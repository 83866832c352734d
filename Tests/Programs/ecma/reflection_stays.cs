// Hashes, equality and locks of types and members do not depend on where the runtime keeps its records, or whether it does.
// needs: nanoFramework.System.Collections
using System;
using System.Collections;
using System.Reflection;
using System.Threading;
public delegate int Number(int x);
public class Program
{
    public static int Twice(int x) { return 2 * x; }
    public static int Thrice(int x) { return 3 * x; }
    static int Deep(int n) { return n == 0 ? 0 : 1 + Deep(n - 1); }

    // Where memory ends records that nothing needs have gone, and others have moved into their place.
    static void Exhaust(object[] all)
    {
        try { for (int i = 0; i < all.Length; i++) all[i] = new byte[400]; }
        catch (OutOfMemoryException) { }
    }

    static int Stir()
    {
        int sum = 0;
        for (int i = 0; i < 20; i++)
        {
            object[] some = { i, "x" + i, new int[i], new ArrayList(), new TimeSpan(i), new Hashtable() };
            for (int n = 0; n < some.Length; n++) sum += some[n].GetType().Name.Length + some[n].ToString().Length * 0;
        }
        Exhaust(new object[4000]);
        return sum + Deep(100);
    }

    static int Before()
    {
        Stack stack = new Stack();
        Queue queue = new Queue();
        stack.Push(new Random(1).Next(5) + 1);
        queue.Enqueue(stack.Pop());
        return (int)queue.Dequeue();
    }

    static void Other(object o) { lock (o) Console.WriteLine("other has it"); }

    public static void Main()
    {
        // What only this needs goes again, and leaves room for records that are made later.
        Console.WriteLine("before " + (Before() > 0));
        Number twice = Twice, again = new Number(Twice), thrice = Thrice;
        MethodInfo method = typeof(Program).GetMethod("Thrice");
        FieldInfo field = typeof(string).GetField("Empty");
        Type array = typeof(Hashtable[][]);
        Hashtable table = new Hashtable();
        object[] keys = { twice, method, field, typeof(Hashtable), array, typeof(int) };
        int[] hashes = new int[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            table[keys[i]] = i;
            hashes[i] = keys[i].GetHashCode();
        }
        Console.WriteLine("stirred " + (Stir() == Stir()));
        for (int i = 0; i < keys.Length; i++)
            Console.WriteLine(i + " " + table[keys[i]] + " " + (hashes[i] == keys[i].GetHashCode()));
        Console.WriteLine("delegates " + (again.GetHashCode() == hashes[0]) + " " + twice.Equals(again) + " " + twice.Equals(thrice));
        Console.WriteLine("methods " + method.Equals(typeof(Program).GetMethod("Thrice")) + " " + thrice.Method.Equals(method) + " " + twice.Method.Equals(method));
        Console.WriteLine("types " + (typeof(Hashtable[][]) == array) + " " + (array.GetElementType().GetElementType() == (Type)keys[3]) + " " + array.FullName);
        Console.WriteLine("called " + method.Invoke(null, new object[] { 14 }) + " " + table[thrice.Method]);

        // Nothing but the lock refers to the type's object.
        Thread other = new Thread(delegate() { Other(typeof(ArrayList)); });
        Monitor.Enter(typeof(ArrayList));
        other.Start();
        Stir();
        Thread.Sleep(1);
        Console.WriteLine("mine");
        Monitor.Exit(typeof(ArrayList));
        other.Join();
    }
}

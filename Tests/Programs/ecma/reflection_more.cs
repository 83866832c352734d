// Reflection over fields of every kind, constructors with arguments, Invoke with structs, enums, boxes, by-ref and null arguments, exceptions from invoked code, inherited and
// explicit members, attributes on types, fields and methods with arguments of all kinds, statics through FieldInfo (with their static constructor), array types, interfaces.
// oracle: nano
using System;
using System.Reflection;
[AttributeUsage(AttributeTargets.All)] public class MarkAttribute : Attribute { public int N; public string S; public MarkAttribute(int n, string s) { N = n; S = s; } public MarkAttribute(string s) { S = s; N = -1; } public MarkAttribute() { } }
public class TypesAttribute : Attribute { public string All; public TypesAttribute(bool b, byte y, char c, short h, int i, long l, float f, double d, string s) { All = b + " " + y + " " + c + " " + h + " " + i + " " + l + " " + (f * 2) + " " + (d * 2) + " " + s; } }
public enum Small : sbyte { Minus = -5, Plus = 5 }
public struct Point { public int X; public byte B; public long L; public Point(int x, byte b, long l) { X = x; B = b; L = l; } public int Sum() { return X + B + (int)L; } public override string ToString() { return X + "," + B + "," + L; } }
public interface IThing { string Thing(int n); }
[Mark(7, "class")]
public class Subject : IThing
{
    [Mark("field")] public int I = 1; public string S = "s"; public Point P = new Point(1, 2, 3); public Small E = Small.Minus; public object O; public double D = 2.5; public bool F; public int[] A; private long hidden = 99;
    public static string Shared; static Subject() { Shared = "cctor"; } public static Point Where = new Point(4, 5, 6); public const int K = 12;
    public Subject() { O = "default"; } public Subject(int i, string s) { I = i; S = s; } public Subject(Point p) { P = p; }
    [Mark(9, "method")] [Types(true, 200, 'x', -3, 4, 5000000000L, 1.5f, 0.25, "text")] public string Join(int a, string b, Point c, Small e, object o) { return a + "/" + (b == null ? "null" : b) + "/" + c + "/" + (int)e + "/" + (o == null ? "null" : o.ToString()); }
    public int Throws(int n) { throw new InvalidOperationException("from invoke " + n); } public void Nothing() { I++; } public long Wide(long a, double b) { return a + (long)b; } public Point Make(int x) { return new Point(x, 1, 1); } public Small Flip(Small s) { return (Small)(-(int)s); }
    public static int Twice(int n) { return 2 * n; } string IThing.Thing(int n) { return "thing " + n; } protected virtual string Hidden() { return "hidden"; } public override string ToString() { return "subject " + I; }
}
public class Sub : Subject { public new int I = 50; public override string ToString() { return "sub"; } }
public class Program
{
    static void P(string s) { Console.WriteLine(s == null ? "null" : s); }
    static string Show(object o) { if (o == null) return "null"; Array a = o as Array; if (a == null) return o.GetType().FullName + ":" + o; string t = o.GetType().FullName + "["; for (int i = 0; i < a.Length; i++) t += (i > 0 ? "," : "") + ((System.Collections.IList)a)[i]; return t + "]"; }
    static void Try(string what, System.Threading.ThreadStart t) { try { t(); P(what + " ok"); } catch (Exception e) { P(what + " " + e.GetType().Name + (e.InnerException != null ? " <- " + e.InnerException.GetType().Name : "")); } }
    public static void Main()
    {
        Type t = typeof(Subject); P(t.FullName + " " + t.BaseType.FullName + " " + t.IsClass + t.IsValueType + t.IsEnum + t.IsInterface + t.IsAbstract + t.IsPublic + t.IsArray);
        P(((FieldInfo)t.GetField("Shared")).GetValue(null) + "");
        Subject s = new Subject(); string[] names = { "I", "S", "P", "E", "O", "D", "F", "A" };
        foreach (string n in names) P(n + " " + t.GetField(n).FieldType.Name + " " + Show(t.GetField(n).GetValue(s)));
        t.GetField("I").SetValue(s, 42); t.GetField("S").SetValue(s, null); t.GetField("P").SetValue(s, new Point(9, 8, 7)); t.GetField("E").SetValue(s, Small.Plus); t.GetField("O").SetValue(s, 5); t.GetField("D").SetValue(s, -1.5); t.GetField("F").SetValue(s, true); t.GetField("A").SetValue(s, new int[] { 1, 2 });
        P(s.I + " " + (s.S == null) + " " + s.P + " " + (int)s.E + " " + s.O + " " + s.D + " " + s.F + " " + s.A.Length);
        Try("wrong type", delegate { t.GetField("I").SetValue(s, "text"); }); Try("null to int", delegate { t.GetField("I").SetValue(s, null); }); Try("wrong object", delegate { t.GetField("I").GetValue("no"); }); P(s.I + "");
        FieldInfo hidden = t.GetField("hidden", BindingFlags.NonPublic | BindingFlags.Instance); P(Show(hidden.GetValue(s))); hidden.SetValue(s, 100L); P(Show(hidden.GetValue(s)));
        t.GetField("Where").SetValue(null, new Point(7, 7, 7)); P(Subject.Where.ToString()); P((t.GetField("missing") == null).ToString());
        MethodInfo join = t.GetMethod("Join"); P(Show(join.Invoke(s, new object[] { 1, "b", new Point(1, 2, 3), Small.Plus, s }))); P(Show(join.Invoke(s, new object[] { 1, null, new Point(), Small.Minus, null })));
        P(Show(t.GetMethod("Nothing").Invoke(s, null)) + s.I); P(Show(t.GetMethod("Wide").Invoke(s, new object[] { 5L, 2.9 }))); P(Show(t.GetMethod("Make").Invoke(s, new object[] { 3 }))); P(Show(t.GetMethod("Flip").Invoke(s, new object[] { Small.Minus }))); P(Show(t.GetMethod("Twice").Invoke(null, new object[] { 21 })));
        Try("throws", delegate { t.GetMethod("Throws").Invoke(s, new object[] { 3 }); }); Try("count", delegate { join.Invoke(s, new object[] { 1 }); }); Try("kind", delegate { join.Invoke(s, new object[] { "1", "b", new Point(), Small.Plus, null }); }); Try("target", delegate { join.Invoke("s", new object[] { 1, "b", new Point(), Small.Plus, null }); }); Try("no target", delegate { join.Invoke(null, new object[] { 1, "b", new Point(), Small.Plus, null }); });
        ConstructorInfo c2 = t.GetConstructor(new Type[] { typeof(int), typeof(string) }); Subject made = (Subject)c2.Invoke(new object[] { 8, "made" }); P(made.I + made.S + (made.O == null)); Subject byPoint = (Subject)t.GetConstructor(new Type[] { typeof(Point) }).Invoke(new object[] { new Point(5, 5, 5) }); P(byPoint.P.ToString()); P((t.GetConstructor(new Type[] { typeof(double) }) == null).ToString());
        P(typeof(Sub).GetMethod("Join").Invoke(new Sub(), new object[] { 2, "in", new Point(), Small.Plus, null }) + ""); P(Show(typeof(Sub).GetField("I").GetValue(new Sub()))); P(Show(typeof(object).GetMethod("ToString").Invoke(new Sub(), null)));
        MethodInfo prot = t.GetMethod("Hidden", BindingFlags.NonPublic | BindingFlags.Instance); P(Show(prot.Invoke(s, null)) + prot.IsVirtual + prot.IsStatic + prot.IsPublic + " " + prot.DeclaringType.Name + " " + join.ReturnType.Name);
        foreach (object a in t.GetCustomAttributes(false)) { MarkAttribute m = a as MarkAttribute; if (m != null) P("class " + m.N + m.S); }
        foreach (object a in t.GetField("I").GetCustomAttributes(false)) { MarkAttribute m = a as MarkAttribute; P("field " + m.N + m.S); }
        foreach (object a in join.GetCustomAttributes(false)) { MarkAttribute m = a as MarkAttribute; if (m != null) P("method " + m.N + m.S); else P(((TypesAttribute)a).All); }
        P(typeof(int[]).FullName + " " + typeof(int[]).GetElementType().Name + " " + typeof(Point[][]).GetElementType().FullName + " " + typeof(string[]).BaseType.FullName); P((typeof(IThing).IsInterface).ToString() + typeof(Small).IsEnum + typeof(Point).IsValueType + typeof(IThing).IsInstanceOfType(s) + t.IsSubclassOf(typeof(object)));
        Array arr = Array.CreateInstance(typeof(Point), 2); ((System.Collections.IList)arr)[1] = new Point(1, 1, 1); P(Show(arr)); P(Type.GetType("Point") == typeof(Point) ? "found" : "not"); P((Type.GetType("Nope") == null).ToString()); P(s.GetType() == typeof(Subject) ? "same" : "other");
        foreach (Type i in t.GetInterfaces()) P("implements " + i.Name); Type[] all = t.Assembly.GetTypes(); P((all.Length >= 8).ToString());
    }
}

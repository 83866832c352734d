// Finalizers that bring their object back, re-registration, suppression, finalizers that throw or allocate, weak references to objects with and without finalizers and their targets' chains.
// oracle: nano
using System;
using System.Threading;
class Res { public static int Count; public static Res Kept; public string Name; public Res(string n) { Name = n; } ~Res() { Count++; Kept = this; } }
class Again { public static int Count; ~Again() { Count++; if (Count < 3) GC.ReRegisterForFinalize(this); } }
class Throws { public static int Count; ~Throws() { Count++; throw new Exception("finalizer"); } }
class Alloc { public static int Total; ~Alloc() { object[] o = new object[50]; for (int i = 0; i < 50; i++) o[i] = new int[i]; Total += o.Length; } }
class Quiet { public static int Count; ~Quiet() { Count++; } public void Close() { GC.SuppressFinalize(this); } }
class Parent { public Child C = new Child(); public static string Log = ""; ~Parent() { Log += "p" + C.Alive(); } } class Child { public static int N; ~Child() { N++; } public string Alive() { return "c"; } }
class Base0 { public static string L = ""; ~Base0() { L += "base;"; } } class Derived0 : Base0 { ~Derived0() { L += "derived;"; } }
public class Program
{
    static void P(string s) { Console.WriteLine(s); }
    static object junk;
    static void Churn() { for (int k = 0; k < 3; k++) { for (int i = 0; i < 4000; i++) junk = new byte[300]; Thread.Sleep(20); } }
    static WeakReference weak1, weak2, weak3; static object strong;
    static void Make() { new Res("one"); new Again(); new Throws(); new Alloc(); Quiet q = new Quiet(); q.Close(); new Quiet(); new Parent(); new Derived0(); strong = new int[3]; weak1 = new WeakReference(strong); weak2 = new WeakReference(new int[4]); weak3 = new WeakReference(new Res("weak")); }
    static void Deeper(int n) { if (n > 0) Deeper(n - 1); else Make(); }
    public static void Main()
    {
        Deeper(10); Churn();
        P("res " + (Res.Count == 2) + (Res.Kept != null)); P("again " + Again.Count); P("throws " + Throws.Count); P("alloc " + Alloc.Total); P("quiet " + Quiet.Count); P(Parent.Log + Child.N); P(Base0.L);
        P("weak " + weak1.IsAlive + (weak1.Target == strong) + weak2.IsAlive + (weak2.Target == null)); strong = null; Churn(); P("weak " + weak1.IsAlive);
        P(Res.Kept.Name.Length > 0 ? "revived" : "?"); int before = Res.Count; Res.Kept = null; Churn(); P("once " + (Res.Count == before));
        weak1.Target = "text"; P(weak1.Target as string);
    }
}

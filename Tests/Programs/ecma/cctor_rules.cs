// Static constructors: once and before the first access, in ECMA-335's order; cycles; failure: every later access gets TypeInitializationException with the same
// inner exception's kind, other types stay usable; failure of a base type's; access from another thread waits; a finally and a catch inside.
using System;
using System.Threading;
static class Log { public static string T = ""; public static void Add(string s) { T += s + ";"; } public static void Flush() { Console.WriteLine(T); T = ""; } }
class A { public static int X; static A() { Log.Add("A"); X = 1; } public static void M() { Log.Add("A.M"); } public int F = 3; }
class B : A { public static int Y; static B() { Log.Add("B"); Y = X + 1; } public B() { Log.Add("B()"); } }
class C1 { public static int V = 5; static C1() { Log.Add("C1"); V = C2.V + 1; } }
class C2 { public static int V = 7; static C2() { Log.Add("C2"); V = C1.V + 10; } }
class Bad { public static int X = 1; public int Y; static Bad() { Log.Add("Bad"); throw new InvalidOperationException("bad"); } public static int Get() { return X; } }
class BadChild : Bad { public static int Z = 2; static BadChild() { Log.Add("BadChild"); Z = 3; } }
class UsesBad { public static int X; static UsesBad() { Log.Add("UsesBad"); X = Bad.X; } }
class Catches { public static string R; static Catches() { try { Bad.Get(); R = "no"; } catch (TypeInitializationException) { R = "caught"; } finally { Log.Add("finally"); } } }
struct S { public static int N; public int V; static S() { Log.Add("S"); N = 4; } public S(int v) { V = v; } public int Get() { return V + N; } }
class Slow { public static int V; static Slow() { Thread.Sleep(50); Log.Add("Slow"); V = 42; } public static int Get() { return V; } }
class Statics { public static readonly string Text = "t" + 1; public const int K = 9; static Statics() { Log.Add("Statics"); } }
class Virtual { static Virtual() { Log.Add("Virtual"); } public virtual string Name() { return "virtual"; } }
class Derived : Virtual { static Derived() { Log.Add("Derived"); } public override string Name() { return "derived"; } }
class Thrower { public static int Count; static Thrower() { Count++; object o = null; o.ToString(); } public static void M() { } }
struct T { public int V; static T() { Log.Add("T"); } public int Get() { return V; } }
class Outermost : Middle { public Outermost() : base(2) { Log.Add("Outermost()"); } } class Middle : Innermost { static Middle() { Log.Add("Middle"); } public Middle(int i) { } } class Innermost { static Innermost() { Log.Add("Innermost"); } }
public class Program
{
    static void Try(string what, ThreadStart t)
    {
        try { t(); Log.Add(what + " ok"); }
        catch (TypeInitializationException e) { Log.Add(what + " TIE " + (e.InnerException is InvalidOperationException ? "inner" : e.InnerException == null ? "none" : e.InnerException.GetType().Name)); }
        Log.Flush();
    }
    public static void Main()
    {
        Log.Add("main"); int k = Statics.K; Log.Add(k.ToString()); string t = Statics.Text; Log.Add(t); Log.Flush();
        B b = new B(); Log.Add(B.Y.ToString()); A.M(); Log.Flush();
        Log.Add(C1.V + "," + C2.V); Log.Flush();
        Try("field", delegate { int x = Bad.X; }); Try("again", delegate { Bad.X = 5; }); Try("method", delegate { Bad.Get(); }); Try("new", delegate { new Bad(); });
        Try("nested", delegate { int x = UsesBad.X; });
        Log.Add(Catches.R); Log.Flush();
        S s = new S(3); Log.Add(s.Get().ToString()); Log.Flush();
        int seen = 0; Thread other = new Thread(delegate() { seen = Slow.Get(); }); other.Start(); int mine = Slow.Get(); other.Join(); Log.Add(seen + " " + mine); Log.Flush();
        Virtual v = new Derived(); Log.Add(v.Name()); Log.Flush();
        for (int i = 0; i < 3; i++) Try("thrower", delegate { Thrower.M(); });
        T t0 = new T(); Log.Add("default"); Log.Add(t0.Get().ToString()); Log.Flush(); new Outermost(); Log.Flush();
        Type type = typeof(Derived); Log.Add(type.Name); Log.Flush();
    }
}

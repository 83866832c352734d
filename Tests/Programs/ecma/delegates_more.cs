// Multicast delegates: the last result, exceptions in the middle, Combine and Remove of lists, struct and virtual and interface targets, static with closed null, equality, events that change while they are raised, delegates in fields and arrays, invocation lists of lists.
using System;
delegate int F(int x); delegate void V(ref int x); delegate string N(); delegate long L(long a, double b, string c, byte d);
struct St { public int K; public int Add(int x) { return x + K++; } }
interface IName { string Name(); }
class Base : IName { public virtual string Name() { return "base"; } public int Twice(int x) { return 2 * x; } }
class Child : Base { public override string Name() { return "child"; } public N BaseName() { return base.Name; } }
public class Program
{
    static string log = "";
    static void P(string s) { Console.WriteLine(s); }
    static int Plus1(int x) { log += "a"; return x + 1; } static int Plus2(int x) { log += "b"; return x + 2; } static int Boom(int x) { log += "!"; throw new Exception("boom"); }
    static void Inc(ref int x) { x++; } static void Dbl(ref int x) { x *= 2; }
    static long Long(long a, double b, string c, byte d) { return a + (long)b + c.Length + d; }
    static event F Ev;
    static F self;
    static int Remover(int x) { log += "r"; self -= Remover; return x; }
    static int Adder(int x) { log += "d"; self += Plus1; return x; }
    public static void Main()
    {
        F f = Plus1; f += Plus2; f += Plus1; P(f(10) + log); log = "";
        f -= Plus1; P(f(10) + log); log = "";
        F g = f + f; P(g(1) + log + g.GetInvocationList().Length); log = "";
        g -= f; P(g(1) + log); log = "";
        F h = (F)Delegate.Combine(new F(Plus1), null); P((h == new F(Plus1)).ToString() + (h != new F(Plus2))); P((Delegate.Remove(h, new F(Plus2)) == (Delegate)h).ToString());
        F e = Plus1; e += Boom; e += Plus2; try { e(1); } catch (Exception x) { P(x.Message + log); } log = "";
        V v = Inc; v += Dbl; v += Inc; int n = 5; v(ref n); P(n.ToString());
        St st = new St(); st.K = 10; F s = st.Add; st.K = 99; P(s(1) + " " + s(1) + " " + st.K); F s2 = st.Add; P((s == s2).ToString());
        Base b = new Child(); N name = b.Name; P(name()); IName i = b; name = i.Name; P(name()); P(((Child)b).BaseName()()); F tw = b.Twice; P(tw(4) + "");
        try { Base none = null; name = none.Name; P("no"); } catch (NullReferenceException) { P("null"); } catch (ArgumentException) { P("null"); }
        L l = Long; P(l(1L << 40, 2.9, "abc", 200) + "");
        Ev += Plus1; Ev += Plus2; Ev -= Plus1; P(Ev(0) + log); log = "";
        self = Remover; self += Adder; self(1); P(log); log = ""; self(1); P(log); log = "";
        F[] fs = { Plus1, Plus2, delegate(int x) { return x * n; } }; int sum = 0; foreach (F q in fs) sum += q(3); P(sum + log); log = "";
        F rec = null; rec = delegate(int x) { return x <= 1 ? 1 : x * rec(x - 1); }; P(rec(10) + "");
        F big = null; for (int k = 0; k < 50; k++) big += Plus1; big(0); P(log.Length + ""); log = ""; for (int k = 0; k < 49; k++) big -= Plus1; big(0); P(log); log = "";
        P((new F(Plus1) == new F(Plus1)).ToString() + new F(Plus1).Equals(new F(Plus2)) + (new F(b.Twice) == new F(new Base().Twice)));
        F nul = null; try { nul(1); P("no"); } catch (NullReferenceException) { P("nullcall"); }
        P(f.Method.Name + " " + (f.Target == null) + " " + (tw.Target == b));
    }
}

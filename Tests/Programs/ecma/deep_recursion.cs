// oracle: nano
// Recursion without an end stops with a StackOverflowException (OutOfMemoryException where the loaded mscorlib has none) that can be caught, in whatever way the
// calls are made; the thread and the others go on, and can do it again. Desktop .NET ends the process.
using System;
using System.Reflection;
using System.Threading;
interface INode { int Down(int n); }
struct SNode : INode { public int Extra; public int Down(int n) { INode next = this; return next.Down(n + 1) + 1; } }
class Node : INode
{
    public Node Next; public int Depth;
    public virtual int Virtual(int n) { Depth = n; return Virtual(n + 1) + 1; }
    public int Down(int n) { INode i = this; Depth = n; return i.Down(n + 1) + 1; }
    public int Property { get { Depth++; return Property + 1; } }
    public override string ToString() { Depth++; return "x" + this; }
    public override bool Equals(object o) { Depth++; return o.Equals(this); }
    public override int GetHashCode() { return 1; }
}
class Maker { public static int Made; public Maker Inner; public Maker() { Made++; Inner = new Maker(); } }
class Chain1 { public static int V; static Chain1() { V = Endless(0); } static int Endless(int n) { return Endless(n + 1) + 1; } }
delegate int F(int n);
public class Program
{
    static F f; static int depth; static MethodInfo self;
    static void P(string s) { Console.WriteLine(s); }
    static int Plain(int n) { depth = n; return Plain(n + 1) + 1; }
    static int Wide(int n, long a, long b, double c, string s, object o) { depth = n; return Wide(n + 1, b, a, c + 1, s, o) + Wide(n + 1, a, b, c, s, o); }
    static int Mutual1(int n) { depth = n; return Mutual2(n + 1); }
    static int Mutual2(int n) { try { return Mutual1(n + 1); } finally { depth--; } }
    static int InCatch(int n) { depth = n; try { throw new Exception("n"); } catch (Exception) { return InCatch(n + 1); } }
    static int InFilter(int n) { depth = n; try { throw new Exception("n"); } catch (Exception) when (InFilter(n + 1) > 0) { return 1; } }
    static int ByDelegate(int n) { depth = n; return f(n + 1) + 1; }
    public static int ByReflection(int n) { depth = n; return (int)self.Invoke(null, new object[] { n + 1 }) + 1; }
    static void Try(string what, ThreadStart action)
    {
        depth = 0;
        try { action(); P(what + ": no end?"); }
        catch (StackOverflowException) { P(what + ": overflow"); }
        catch (OutOfMemoryException) { P(what + ": memory"); }
        catch (TypeInitializationException) { P(what + ": type"); }
        catch (Exception e) { P(what + ": " + e.GetType().FullName); }
    }
    public static void Main()
    {
        Node node = new Node();
        for (int round = 0; round < 2; round++)
        {
            Try("plain", delegate { Plain(0); }); P((depth > 100).ToString());
            Try("wide", delegate { Wide(0, 1, 2, 3, "s", node); });
            Try("virtual", delegate { node.Virtual(0); });
            Try("interface", delegate { node.Down(0); });
            Try("struct", delegate { new SNode().Down(0); });
            Try("property", delegate { int i = node.Property; });
            Try("mutual", delegate { Mutual1(0); });
            Try("delegate", delegate { f = ByDelegate; ByDelegate(0); });
            Try("multicast", delegate { f = ByDelegate; f += ByDelegate; ByDelegate(0); });
            Try("constructor", delegate { new Maker(); });
            Try("tostring", delegate { node.ToString(); });
            Try("equals", delegate { node.Equals(node); });
            Try("catch", delegate { InCatch(0); });
            Try("reflection", delegate { self = typeof(Program).GetMethod("ByReflection"); ByReflection(0); });
            Thread t = new Thread(delegate() { Try("thread", delegate { Plain(0); }); }); t.Start(); t.Join();
        }
        Try("cctor", delegate { int v = Chain1.V; });
        Try("cctor again", delegate { int v = Chain1.V; });
        P("end");
    }
}

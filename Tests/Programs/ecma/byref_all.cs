// Managed pointers into fields, array elements, locals, arguments, statics and boxes, also across a later assignment of the whole struct around them.
using System;
struct Inner { public int A; public long B; public string S; }
struct Outer { public byte Pad; public Inner In; public Inner Other; public short Tail; }
class Holder { public Outer O; public int Number; public static Outer Shared; public Inner[] Items = new Inner[3]; public Holder Next; }
interface ICount { int Up(); }
struct Counter : ICount { public int N; public int Up() { return ++N; } public override string ToString() { return "c" + N; } }
public class Program
{
    static void P(string s) { Console.WriteLine(s); }
    static string Show(ref Inner i) { return i.A + "/" + i.B + "/" + (i.S == null ? "-" : i.S); }
    static Inner Make(int a, long b, string s) { Inner i; i.A = a; i.B = b; i.S = s; return i; }
    static void Twice(ref int a, ref int b) { a += 1; b += 10; a += 100; }
    static void AssignUnder(ref Inner inside, ref Outer whole)
    {
        inside.A = 5;
        Outer fresh = new Outer(); fresh.In = Make(70, 80, "fresh"); fresh.Tail = -3;
        whole = fresh;                 // the pointer sees what was assigned around it
        P("inside " + Show(ref inside));
        inside.S = inside.S + "!"; inside.B = -1;
        P("whole " + Show(ref whole.In) + " " + whole.Tail);
    }
    static void AssignArray(ref Inner element, Inner[] all) { all[1] = Make(9, 99, "nine"); P("element " + Show(ref element)); element = Make(1, 11, "one"); P("array " + Show(ref all[1])); }
    static void Swap(ref Inner a, ref Inner b) { Inner t = a; a = b; b = t; }
    static void Deep(ref long l, int depth, Holder h) { if (depth == 0) { for (int i = 0; i < 200; i++) { garbage(i); } h.O = new Outer(); h.O.In.B = 7; l += 1; return; } Deep(ref l, depth - 1, h); l *= 2; }
    static object kept; static void garbage(int i) { kept = new int[i + 1]; }
    static void OutAll(out Inner a, out string s, out int n) { a = new Inner(); a.S = "out"; s = a.S; n = s.Length; a.A = n; }
    static int Ret(ref Counter c) { return c.Up() + c.Up(); }
    static void Generic(object boxed) { ((ICount)boxed).Up(); }
    public static void Main()
    {
        Holder h = new Holder();
        h.O.In = Make(1, 2, "three"); h.O.Other = Make(4, 5, "six");
        AssignUnder(ref h.O.In, ref h.O);
        Outer local = new Outer(); local.In = Make(1, 1, "l"); AssignUnder(ref local.In, ref local);
        Holder.Shared.In = Make(2, 2, "st"); AssignUnder(ref Holder.Shared.In, ref Holder.Shared);
        Outer[] outers = new Outer[2]; AssignUnder(ref outers[1].In, ref outers[1]);
        AssignArray(ref h.Items[1], h.Items);
        Swap(ref h.Items[0], ref h.Items[1]); P(Show(ref h.Items[0]) + " " + Show(ref h.Items[1]));
        Swap(ref h.Items[0], ref h.Items[0]); P(Show(ref h.Items[0]));
        Swap(ref h.O.In, ref local.In); P(Show(ref h.O.In) + " " + Show(ref local.In));
        int x = 3; Twice(ref x, ref x); P(x.ToString()); Twice(ref h.Number, ref x); P(h.Number + " " + x);
        int[] ints = { 1, 2, 3 }; Twice(ref ints[0], ref ints[2]); P(ints[0] + " " + ints[1] + " " + ints[2]);
        h.O.In.B = 3; Deep(ref h.O.In.B, 6, h); P(h.O.In.B.ToString());
        h.Items[2].B = 4; Deep(ref h.Items[2].B, 4, h); P(h.Items[2].B.ToString());
        long loc = 1; Deep(ref loc, 5, h); P(loc.ToString());
        Inner o; string s; int n; OutAll(out o, out s, out n); P(Show(ref o) + " " + s + n);
        Counter c = new Counter(); P(Ret(ref c) + " " + c.N); Counter[] cs = new Counter[2]; P(Ret(ref cs[1]) + " " + cs[0].N + cs[1].N);
        object box = c; Generic(box); Generic(box); P(((Counter)box).N + " " + c.N + " " + box);
        ICount ic = c; ic.Up(); P(((Counter)ic).N + " " + c.N);
        Counter copy = (Counter)box; copy.Up(); P(copy + " " + box);
        cs[0] = copy; cs[0].Up(); P(cs[0] + " " + copy);
        try { Holder nothing = null; Twice(ref nothing.Number, ref x); P("no"); } catch (NullReferenceException) { P("null"); }
        try { Twice(ref ints[3], ref x); P("no"); } catch (IndexOutOfRangeException) { P("index"); }
        string[] strings = new string[1]; OutAll(out h.Items[0], out strings[0], out h.Number); P(strings[0] + h.Number + Show(ref h.Items[0]));
        object[] objects = new string[1];
        try { Fill(ref objects[0]); P("no"); } catch (ArrayTypeMismatchException) { P("mismatch"); }
    }
    static void Fill(ref object o) { o = 1; }
}

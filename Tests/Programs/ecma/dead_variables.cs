// A variable that is not read again need not keep its object; one that is read again must, however it is read: on the way round a loop, in a handler, after a call during which the stack
// holds its old value, through a pointer. At the end, four arrays of which one is needed at a time.
using System;
public class Program
{
    static void P(string s) { Console.WriteLine(s); }

    class Box { public int Value; public Box Next; public Box(int value) { Garbage(); Value = value; } public Box Add(Box other) { Garbage(); return new Box(Value + other.Value); } public Box Self() { Garbage(); return this; } }

    static int[] Garbage() { int[] a = new int[64]; for (int i = 0; i < 64; i++) a[i] = i; return a; }
    static Box Make(int n) { Garbage(); return new Box(n); }
    static int Sum(Box a, Box b, Box c) { Garbage(); return a.Value * 100 + b.Value * 10 + c.Value; }
    static Box Change(ref Box b) { Garbage(); Box old = b; b = Make(old.Value + 1); return old; }

    // The stack holds a variable's old value while a call runs that nothing reads the variable after.
    static void Stack()
    {
        Box a = Make(1), b = Make(2);
        P(Sum(a, Make(5), b).ToString());
        Box c = Make(3);
        int n = c.Value + Make(4).Value;
        P(n.ToString());
        Box d = Make(6);
        Box e = d;
        P(Sum(d, d = Make(7), e).ToString());
        P(d.Value.ToString());
        string s = Make(8).Value.ToString(), t = "t";
        P(s + t + Make(9).Value + (object)s + Make(10).Value);
        Box[] boxes = new Box[3];
        boxes[Make(1).Value] = Make(11).Add(Make(12));
        P(boxes[1].Value.ToString());
        object o = Make(13);
        P(((Box)o).Add((Box)o).Value + " " + (o is Box) + ((o as Box) ?? Make(0)).Add(Make(1)).Value);
    }

    static void Loops()
    {
        Box carried = Make(0), last = null;
        for (int i = 0; i < 5; i++)
        {
            Box before = carried;
            carried = Make(before.Value + i);
            if (i % 2 == 0) last = carried; else Garbage();
            Garbage();
        }
        P(carried.Value + " " + last.Value);
        Box chain = null;
        for (int i = 0; i < 6; i++) { Box next = chain; chain = Make(i); chain.Next = next; }
        int h = 0;
        while (chain != null) { Garbage(); h = h * 10 + chain.Value; chain = chain.Next; }
        P(h.ToString());
        int[] kept = Garbage();
        foreach (int v in Garbage()) { if (v == 3) { Garbage(); continue; } if (v == 9) break; h += kept[v]; }
        P(h.ToString());
        again:
        Box round = Make(h);
        if (round.Value < 400000 && h != 0) { h += 100000; Garbage(); goto again; }
        P(round.Value.ToString());
    }

    static void Handlers(int kind)
    {
        Box seen = Make(1), after = Make(2), inner = Make(3);
        try
        {
            try
            {
                seen = Make(4);
                Garbage();
                if (kind == 0) throw new InvalidOperationException();
                if (kind == 1) return;
                if (kind == 2) { object none = null; none.ToString(); }
                inner = Make(5);
            }
            finally { Garbage(); P("finally " + seen.Value + inner.Value); inner = Make(6); Garbage(); }
            Garbage();
        }
        catch (InvalidOperationException) { Garbage(); P("catch " + seen.Value + Make(7).Value); }
        catch (NullReferenceException e) { Box caught = Make(8); Garbage(); P("null " + (e.Message != null) + caught.Value); }
        P("after " + after.Value + inner.Value);
    }

    static bool Matches(Box b) { Garbage(); return b.Value == 1; }
    static void Filter()
    {
        Box a = Make(1), b = Make(2);
        try { Garbage(); throw new Exception("x"); }
        catch (Exception e) when (Matches(a)) { Garbage(); P("filter " + b.Value + e.Message); }
    }

    struct Pair { public Box First, Second; public int N; }
    static Box Pointer()
    {
        Box target = Make(1), other = Make(2);
        Box old = Change(ref target);
        Garbage();
        P(old.Value + " " + target.Value);
        Pair p = new Pair();
        p.First = other; p.Second = Make(3); p.N = 4;
        Pair q = p;
        p.First = Make(5);
        Garbage();
        return Make(q.First.Value * 100 + q.Second.Value * 10 + p.First.Value);
    }

    static int Deep(Box b, Box spare, int n) { Box mine = b.Self(); if (n == 0) return mine.Value; spare = Make(n); int r = Deep(mine, spare, n - 1); return r + spare.Value + mine.Value; }
    static int Switch(int n) { Box a = Make(1), b = Make(2), c = Make(3); switch (n) { case 0: Garbage(); return a.Value; case 1: a = Make(4); goto case 0; case 2: return b.Add(c).Value; default: Garbage(); break; } return c.Add(a).Value; }
    static int Argument(Box a, Box b) { a = a.Add(b); Garbage(); b = null; Garbage(); return a.Value; }
    static object gate = new object();
    static int Locked(Box b) { lock (gate) { Garbage(); int v = b.Value; b = Make(v + 1); Garbage(); return b.Value + v; } }

    public static void Main()
    {
        Stack(); Loops(); for (int kind = 0; kind < 4; kind++) Handlers(kind); Filter(); P(Pointer().Value.ToString());
        P(Deep(Make(1), null, 12).ToString()); for (int n = 0; n < 4; n++) P(Switch(n).ToString()); P(Argument(Make(1), Make(2)) + " " + Locked(Make(5)));
        // One of these arrays at a time: all of them would need four times the memory.
        byte[] one = new byte[3000]; one[0] = 1; P(one[0].ToString()); byte[] two = new byte[3000]; two[1] = 2; P(two[1].ToString());
        byte[] three = new byte[3000]; three[2] = 3; P(three[2].ToString()); byte[] four = new byte[3000]; four[3] = 4; P(four[3].ToString());
        P("end");
    }
}

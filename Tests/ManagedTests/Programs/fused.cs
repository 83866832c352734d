// Every fused instruction of the runtime (Sources/CNanoRuntime/nano_ops.h), with what it throws.
using System;

public class Node
{
    public int v;
    public double d;
    public Node next;
    public Node(int v, double d, Node next) { this.v = v; this.d = d; this.next = next; }
    public int V { get { return v; } }
    public int Plus(int x) { return x + v; }
    public int Minus(int x) { return x - v; }
    public int Either(int x) { return x ^ v; }
}

public class Fused
{
    static int[] s_numbers;

    static void Show(string name, long value) { Console.WriteLine(name + " " + value.ToString()); }
    static void Show(string name, double value) { Console.WriteLine(name + " " + ((long)(value * 1000)).ToString()); }

    // Ends of loops.
    static int Up(int n) { int k = 0; for (int i = -3; i < n; i++) k ^= i; return k; }
    static int UpTo(int n) { int k = 1; for (int i = 0; i <= n; i++) k = k * 3 ^ i; return k; }
    static int Ten() { int k = 0; for (int i = 0; i < 10; i++) k = k * 2 - i; return k; }
    static int Down(int n) { int k = 0; for (int i = n; i >= 0; i--) k = k * 5 ^ i; return k; }
    static int Steps(int n, int by) { int k = 0; for (int j = 0; j < n; j += by) k ^= j; return k; }
    static int StepsTo(int n, int by) { int k = 0; for (int j = 0; j <= n; j += by) k ^= j; return k; }
    static int Sum(int n) { int s = 0; for (int i = 0; i < n; i++) s += i; return s; }
    static int SumTo(int n) { int s = 0; for (int i = 0; i <= n; i++) s += i; return s; }

    // Integers.
    static int Three(int a, int b, int c) { int r = a + b + c; return r; }
    static int Product(int a, int b, int c) { int r = a * b + c, q = c + b * a; return r ^ q * 7; }
    static int Linear(int a) { int r = a * 3 + 5; return r; }
    static int Masked(int a, int b, int x) { int r = x ^ (a & b), q = (a & x) ^ b; return r - q; }
    static uint Shifted(uint u, uint x) { uint r = x ^ (u >> 3), q = (u >> 9) ^ x; return r * 3 + q; }
    static uint Rotated(uint u) { return (u >> 7) | (u << 25); }
    static uint RotatedLeft(uint u) { return (u << 7) | (u >> 25); }
    static uint RotatedTwice(uint u) { uint r = ((u >> 6) | (u << 26)) ^ ((u << 21) | (u >> 11)); return r; }
    static uint NotRotated(uint u, uint x) { return ((u >> 6) | (u << 25)) ^ ((u >> 6) | (x << 26)); }
    static int Packed(int a, int b) { int r = a | (b << 8), q = (a << 4) | b; return r - q; }
    static ulong Xorshift(ulong x) { x ^= x << 13; x ^= x >> 7; x ^= x << 17; return x; }
    static int Bits(int x)
    {
        int k = 0;
        while ((x & 1) == 0) { x >>= 1; k++; }
        if ((x & 4) != 0) k += 100;
        if ((x & 8) == 0) k += 1000;
        return k;
    }
    static int Turned(int n)
    {
        int a = 1, b = 2, c = 3;
        for (int i = 0; i < n; i++) { int t = c; c = b; b = a; a = t + i; }
        return a * 10000 + b * 100 + c;
    }
    static int Collatz(int n) { int k = 0; for (; ; ) { if (n == 1) break; int m = n % 2 == 0 ? n / 2 : 3 * n + 1; k++; n = m; } return k; }

    // float64.
    static double Doubles(double a, double b, double c, Node n)
    {
        double r = a * b + c; r -= b * c; r = r + c / a; r = (r - a) + b; r = a * (r + c); r = r * a * b;
        n.d = r + a; r = b - n.d; n.d = r - c; r = r * n.d;
        return r;
    }

    // Elements.
    static int Elements(int[] a, byte[] b, int i, int j, int n)
    {
        int r = a[i + j]; r = r * 31 + a[i + 1]; r = r * 31 + a[i & 3]; r = r * 31 + a[i * n + j]; r = r * 31 + b[i + 1];
        r += a[i];
        if (r < a[j]) r++;
        if (r >= a[j]) r += 2;
        a[i] = a[j];
        return r;
    }
    static int Count(bool[] f) { int k = 0; for (int i = 0; i < f.Length; i++) if (f[i]) k++; return k; }
    static int Statics(int i, int k)
    {
        s_numbers[i] = k;
        int n = 0;
        while (s_numbers[i] != 0) { if (s_numbers[i] == k) n += 10; s_numbers[i] = s_numbers[i] - 1; n++; }
        return n;
    }
    static int Hash(string s) { int h = 0; for (int i = 0; i < s.Length; i++) h = h * 31 + s[i]; return h; }

    // Fields and calls.
    static int Fields(Node n, int x) { int r = x + n.v, q = x - n.v, p = x ^ n.v; return r * 7 ^ q * 5 ^ p; }
    static int Length(Node n) { int k = 0; while (n.next != null) { k++; n = n.next; } return k; }
    static int Has(Node n) { int k = 1; if (n.next != null) k = 2; return k; }
    static int Last(Node n) { if (n.next == null) return n.v; return Last(n.next); }
    static int Fibonacci(int n) { if (n < 2) return n; return Fibonacci(n - 1) + Fibonacci(n - 2); }

    delegate int Thrower();
    static void Throws(string name, Thrower t)
    {
        try { Show(name, t()); }
        catch (NullReferenceException) { Console.WriteLine(name + " null"); }
        catch (IndexOutOfRangeException) { Console.WriteLine(name + " range"); }
    }
    static int[] s_nothing = null;
    static bool[] s_flags = new bool[2];
    static byte[] s_bytes = new byte[3];
    static Node s_none = null;
    static int s_index = 2;
    static int At(int[] a, int i, int j) { return a[i + j] + 1; }
    static int After(int[] a, int i) { return a[i + 1] - 1; }
    static int Wrapped(int[] a, int i) { return a[i & 3] - 1; }
    static int Cell(int[] a, int i, int n, int j) { return a[i * n + j] - 1; }
    static int ByteAfter(byte[] b, int i) { return b[i + 1] - 1; }
    static int Added(int[] a, int i, int x) { int r = x + a[i]; return r - 1; }
    static int Less(int[] a, int i, int x) { if (x < a[i]) return 1; return 0; }
    static int NotLess(int[] a, int i, int x) { if (x >= a[i]) return 1; return 0; }
    static int Copied(int[] a, int i, int j) { a[i] = a[j]; return a[i]; }
    static int Flag(bool[] f, int i) { if (f[i]) return 1; return 0; }
    static int StaticLoad(int i) { return s_numbers[i] - 1; }
    static int StaticStore(int i) { s_numbers[i] = 1; return 1; }
    static int StaticNull(int i) { return s_nothing[i] - 1; }
    static int Read(Node n, int x) { int r = x + n.v; return r - 1; }
    static int Next(Node n) { if (n.next == null) return 1; return 0; }
    static double Scaled(Node n, double x) { double r = x * n.d; return r - 1; }
    static void Put(Node n, double a, double b) { n.d = a + b; }

    static void Integers()
    {
        Show("loops", Up(9) + UpTo(7) + Ten() + Down(6) + Steps(50, 7) + StepsTo(49, 7) + Sum(1000) + SumTo(1000));
        Show("three", Three(int.MaxValue, 1, -7)); Show("product", Product(70000, 70000, -3)); Show("linear", Linear(-2000000000));
        Show("masked", Masked(0x0ff0, 0x1f3f, -1)); Show("shifted", Shifted(0xdeadbeef, 0x12345678));
        Show("rotated", Rotated(0x80000041)); Show("left", RotatedLeft(0x80000041)); Show("twice", RotatedTwice(0xcafebabe));
        Show("not rotated", NotRotated(0xcafebabe, 0x1234567)); Show("packed", Packed(0x7f, -2));
        Show("xorshift", (long)Xorshift(88172645463325252ul)); Show("bits", Bits(48) + Bits(40)); Show("turned", Turned(5));
        Show("collatz", Collatz(27));
    }

    static void Memory()
    {
        Node n = new Node(4, 2.5, new Node(-9, 1.25, new Node(77, 0, null)));
        int[] a = new int[] { 5, -6, 7, 1000000000, 9, 10, 11, 12 };
        Show("doubles", Doubles(1.5, -2.25, 0.125, n)); Show("field", n.d);
        Show("elements", Elements(a, s_bytes, 1, 3, 2)); Show("moved", a[1]);
        s_flags[1] = true;
        Show("count", Count(s_flags));
        s_numbers = new int[3];
        Show("statics", Statics(2, 5)); Show("hash", Hash("fused \u00e9 \u20ac"));
        Show("fields", Fields(n, 123456)); Show("length", Length(n) * 10 + Has(n)); Show("last", Last(n)); Show("getter", n.V);
        Show("methods", n.Plus(10) * 10000 + n.Minus(10) * 100 + n.Either(10)); Show("fibonacci", Fibonacci(15));
    }

    static void Failures()
    {
        int[] a = new int[4];
        Throws("at", delegate { return At(a, s_index, 2); }); Throws("at null", delegate { return At(null, 0, 0); });
        Throws("after", delegate { return After(a, 3); }); Throws("before", delegate { return After(a, -2); });
        Throws("wrapped", delegate { return Wrapped(new int[3], 7); }); Throws("wrapped null", delegate { return Wrapped(null, 7); });
        Throws("cell", delegate { return Cell(a, s_index, 2, 0); }); Throws("cell null", delegate { return Cell(null, 0, 0, 0); });
        Throws("byte", delegate { return ByteAfter(s_bytes, 2); }); Throws("added", delegate { return Added(a, 4, 1); });
        Throws("added null", delegate { return Added(null, 0, 1); }); Throws("less", delegate { return Less(a, -1, 0); });
        Throws("not less", delegate { return NotLess(a, 4, 0); }); Throws("copied from", delegate { return Copied(a, 0, 4); });
        Throws("copied to", delegate { return Copied(a, 4, 0); }); Throws("flag", delegate { return Flag(s_flags, s_index); });
        Throws("static", delegate { return StaticLoad(3); }); Throws("static store", delegate { return StaticStore(-1); });
        Throws("static null", delegate { return StaticNull(0); }); Throws("read", delegate { return Read(s_none, 1); });
        Throws("next", delegate { return Next(s_none); }); Throws("scaled", delegate { return (int)Scaled(s_none, 1); });
        Throws("put", delegate { Put(s_none, 1, 2); return 0; }); Throws("hash null", delegate { return Hash(null); });
        Throws("getter", delegate { return s_none.V; }); Throws("last", delegate { return Last(s_none); });
        Throws("has", delegate { return Has(s_none); });
    }

    public static void Main()
    {
        Integers();
        Memory();
        Failures();
    }
}

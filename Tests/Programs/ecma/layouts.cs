// Structs: nested three deep, with every primitive, in arrays, fields, statics and boxes, passed and returned by value in all sizes, compared, defaulted, captured; interfaces on structs; covariant arrays.
using System;
struct S1 { public byte A; } struct S2 { public byte A; public short B; } struct S3 { public bool A; public char B; public sbyte C; } struct S8 { public long L; } struct S12 { public int A; public long B; } struct SR { public string S; public byte B; public object O; public short H; }
struct Deep { public byte P; public SR R; public S12 T; public S3 U; public Inner N; public struct Inner { public S2 X; public double D; public SR Y; public float F; public ulong U; } }
struct Empty { } interface IArea { int Area(); string Name { get; } event Action Changed; int this[int i] { get; set; } }
delegate void Action(); delegate S12 Maker(S1 a, SR b, S8 c);
struct Box2 : IArea { int w, h; Action changed; public Box2(int a, int b) { w = a; h = b; changed = null; } public int Area() { if (changed != null) changed(); return w * h; } string IArea.Name { get { return "box"; } } public event Action Changed { add { changed += value; } remove { changed -= value; } } public int this[int i] { get { return i == 0 ? w : h; } set { if (i == 0) w = value; else h = value; } } }
class Animal { public virtual string Say() { return "animal"; } } class Dog : Animal, ICloneable { public override string Say() { return "dog"; } public object Clone() { return new Dog(); } }
public class Program
{
    static void P(string s) { Console.WriteLine(s); } static Deep shared; static Deep[] many = new Deep[3];
    static string Show(Deep d) { return d.P + "|" + d.R.S + d.R.B + (d.R.O == null ? "-" : d.R.O.ToString()) + d.R.H + "|" + d.T.A + d.T.B + "|" + d.U.A + (int)d.U.B + d.U.C + "|" + d.N.X.A + d.N.X.B + "|" + (int)(d.N.D * 4) + d.N.Y.S + d.N.Y.H + (int)(d.N.F * 2) + d.N.U; }
    static Deep Fill(int k) { Deep d = new Deep(); d.P = (byte)(k + 250); d.R.S = "s" + k; d.R.B = (byte)k; d.R.O = k; d.R.H = (short)-k; d.T.A = k; d.T.B = 1L << 40; d.U.A = k % 2 == 0; d.U.B = (char)(65 + k); d.U.C = (sbyte)(-100 - k); d.N.X.A = 255; d.N.X.B = short.MinValue; d.N.D = k + 0.25; d.N.Y.S = "y"; d.N.Y.H = 7; d.N.F = -1.5f; d.N.U = ulong.MaxValue; return d; }
    static S1 R1(S1 a) { a.A++; return a; } static S2 R2(S2 a) { a.B--; return a; } static S3 R3(S3 a) { a.B++; return a; } static S8 R8(S8 a) { a.L *= 2; return a; } static SR RR(SR a, int b, SR c) { a.S += c.S + b; return a; } static Deep RD(Deep a, Deep b) { a.N = b.N; return a; } static Empty RE(Empty e) { return e; }
    static S12 Mk(S1 a, SR b, S8 c) { S12 r; r.A = a.A + b.B; r.B = c.L; return r; }
    static int Sum(params S2[] all) { int t = 0; foreach (S2 s in all) t += s.A + s.B; return t; }
    public static void Main()
    {
        Deep d = Fill(3); P(Show(d)); Deep e = d; e.N.X.A = 1; e.R.O = "changed"; P(Show(d)); P(Show(e)); shared = e; many[1] = d; many[2] = many[1]; many[2].N.Y.S = "elem"; P(Show(shared)); P(Show(many[0]).Length + Show(many[1])); P(Show(many[2])); P(Show(RD(Fill(5), many[2])));
        object box = d; Deep back = (Deep)box; back.P = 0; P(Show((Deep)box)); P(box.Equals(d).ToString() + box.Equals(back) + d.Equals(null) + d.Equals("x"));
        S1 a1 = new S1(); a1.A = 255; P(R1(a1).A + " " + a1.A); S2 a2 = new S2(); a2.B = short.MinValue; P(R2(a2).B + ""); S3 a3 = new S3(); a3.B = '\uFFFF'; P((int)R3(a3).B + ""); S8 a8; a8.L = long.MaxValue; P(R8(a8).L + ""); SR r = new SR(); r.S = "r"; r.B = 9; P(RR(r, 5, r).S); RE(new Empty()); P(new Empty().Equals(new Empty()).ToString());
        Maker mk = Mk; S12 m = mk(R1(new S1()), r, R8(a8)); P(m.A + " " + m.B); P(Sum() + " " + Sum(a2, a2) + " " + Sum(new S2[3]));
        Box2 b = new Box2(3, 4); int calls = 0; b.Changed += delegate { calls++; }; IArea ia = b; P(ia.Area() + ia.Name + calls); ia[0] = 10; P(ia.Area() + " " + b.Area() + " " + ia[1]); b[1] = 5; P(b.Area() + " " + calls); Box2[] bs = { b, new Box2(1, 1) }; bs[0][0] = 7; P(bs[0].Area() + " " + b.Area()); foreach (IArea x in new IArea[] { bs[1], b }) P(x.Area() + x.Name);
        Animal[] animals = new Dog[] { new Dog() }; P(animals[0].Say()); try { animals[0] = new Animal(); P("no"); } catch (ArrayTypeMismatchException) { P("mismatch"); } object[] os = animals; ICloneable[] cs = new Dog[2]; cs[0] = new Dog(); P(((Animal)cs[0].Clone()).Say() + os.Length); try { object[] strings = new string[2]; strings[0] = "fine"; strings[1] = null; strings[1] = 5; P("no"); } catch (ArrayTypeMismatchException) { P("mismatch"); } P((animals is object[]).ToString() + (animals is Dog[]) + (os is Animal[]) + (os as string[] == null) + ((object)new int[1] is object[]));
        try { Dog[] dogs = (Dog[])(object)new Animal[1]; P("no"); } catch (InvalidCastException) { P("cast"); } uint[] u = { 1, uint.MaxValue }; int[] i = (int[])(object)u; P(i[1] + "");
        S12[][] jag = { new S12[2], null, new S12[1] }; jag[0][1].B = 5; jag[2][0] = jag[0][1]; P(jag[2][0].B + " " + (jag[1] == null)); ref_swap(ref jag[0][0], ref jag[0][1]); P(jag[0][0].B + "" + jag[0][1].B);
    }
    static void ref_swap(ref S12 a, ref S12 b) { S12 t = a; a = b; b = t; }
}

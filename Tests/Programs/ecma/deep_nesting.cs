// What nests deeply: base classes, nested types, structs in structs, arrays of arrays, static constructors whose exceptions wrap one
// another, finally blocks, recursion. The C stack must not notice (nanorun --stack).
using System;
public class Deep
{
    static void P(string s) { Console.WriteLine(s); }
    public class B0 { public virtual int Depth() { return 0; } }
    public class B1 : B0 { public int f1; public override int Depth() { return base.Depth() + 1; } }
    public class B2 : B1 { public int f2; public override int Depth() { return base.Depth() + 1; } }
    public class B3 : B2 { public int f3; public override int Depth() { return base.Depth() + 1; } }
    public class B4 : B3 { public int f4; public override int Depth() { return base.Depth() + 1; } }
    public class B5 : B4 { public int f5; public override int Depth() { return base.Depth() + 1; } }
    public class B6 : B5 { public int f6; public override int Depth() { return base.Depth() + 1; } }
    public class B7 : B6 { public int f7; public override int Depth() { return base.Depth() + 1; } }
    public class B8 : B7 { public int f8; public override int Depth() { return base.Depth() + 1; } }
    public class B9 : B8 { public int f9; public override int Depth() { return base.Depth() + 1; } }
    public class B10 : B9 { public int f10; public override int Depth() { return base.Depth() + 1; } }
    public class B11 : B10 { public int f11; public override int Depth() { return base.Depth() + 1; } }
    public class B12 : B11 { public int f12; public override int Depth() { return base.Depth() + 1; } }
    public class B13 : B12 { public int f13; public override int Depth() { return base.Depth() + 1; } }
    public class B14 : B13 { public int f14; public override int Depth() { return base.Depth() + 1; } }
    public class B15 : B14 { public int f15; public override int Depth() { return base.Depth() + 1; } }
    public class B16 : B15 { public int f16; public override int Depth() { return base.Depth() + 1; } }
    public class B17 : B16 { public int f17; public override int Depth() { return base.Depth() + 1; } }
    public class B18 : B17 { public int f18; public override int Depth() { return base.Depth() + 1; } }
    public class B19 : B18 { public int f19; public override int Depth() { return base.Depth() + 1; } }
    public class B20 : B19 { public int f20; public override int Depth() { return base.Depth() + 1; } }
    public class B21 : B20 { public int f21; public override int Depth() { return base.Depth() + 1; } }
    public class B22 : B21 { public int f22; public override int Depth() { return base.Depth() + 1; } }
    public class B23 : B22 { public int f23; public override int Depth() { return base.Depth() + 1; } }
    public class B24 : B23 { public int f24; public override int Depth() { return base.Depth() + 1; } }
    public class B25 : B24 { public int f25; public override int Depth() { return base.Depth() + 1; } }
    public class B26 : B25 { public int f26; public override int Depth() { return base.Depth() + 1; } }
    public class B27 : B26 { public int f27; public override int Depth() { return base.Depth() + 1; } }
    public class B28 : B27 { public int f28; public override int Depth() { return base.Depth() + 1; } }
    public class B29 : B28 { public int f29; public override int Depth() { return base.Depth() + 1; } }
    public class B30 : B29 { public int f30; public override int Depth() { return base.Depth() + 1; } }
    public class B31 : B30 { public int f31; public override int Depth() { return base.Depth() + 1; } }
    public class B32 : B31 { public int f32; public override int Depth() { return base.Depth() + 1; } }
    public class B33 : B32 { public int f33; public override int Depth() { return base.Depth() + 1; } }
    public class B34 : B33 { public int f34; public override int Depth() { return base.Depth() + 1; } }
    public class B35 : B34 { public int f35; public override int Depth() { return base.Depth() + 1; } }
    public class B36 : B35 { public int f36; public override int Depth() { return base.Depth() + 1; } }
    public class B37 : B36 { public int f37; public override int Depth() { return base.Depth() + 1; } }
    public class B38 : B37 { public int f38; public override int Depth() { return base.Depth() + 1; } }
    public class B39 : B38 { public int f39; public override int Depth() { return base.Depth() + 1; } }
    public class B40 : B39 { public int f40; public override int Depth() { return base.Depth() + 1; } }
    public class B41 : B40 { public int f41; public override int Depth() { return base.Depth() + 1; } }
    public class B42 : B41 { public int f42; public override int Depth() { return base.Depth() + 1; } }
    public class B43 : B42 { public int f43; public override int Depth() { return base.Depth() + 1; } }
    public class B44 : B43 { public int f44; public override int Depth() { return base.Depth() + 1; } }
    public class B45 : B44 { public int f45; public override int Depth() { return base.Depth() + 1; } }
    public class B46 : B45 { public int f46; public override int Depth() { return base.Depth() + 1; } }
    public class B47 : B46 { public int f47; public override int Depth() { return base.Depth() + 1; } }
    public class B48 : B47 { public int f48; public override int Depth() { return base.Depth() + 1; } }
    public class B49 : B48 { public int f49; public override int Depth() { return base.Depth() + 1; } }
    public class B50 : B49 { public int f50; public override int Depth() { return base.Depth() + 1; } }
    public class B51 : B50 { public int f51; public override int Depth() { return base.Depth() + 1; } }
    public class B52 : B51 { public int f52; public override int Depth() { return base.Depth() + 1; } }
    public class B53 : B52 { public int f53; public override int Depth() { return base.Depth() + 1; } }
    public class B54 : B53 { public int f54; public override int Depth() { return base.Depth() + 1; } }
    public class B55 : B54 { public int f55; public override int Depth() { return base.Depth() + 1; } }
    public class B56 : B55 { public int f56; public override int Depth() { return base.Depth() + 1; } }
    public class B57 : B56 { public int f57; public override int Depth() { return base.Depth() + 1; } }
    public class B58 : B57 { public int f58; public override int Depth() { return base.Depth() + 1; } }
    public class B59 : B58 { public int f59; public override int Depth() { return base.Depth() + 1; } }
    public struct S0 { public int value; public object o; }
    public struct S1 { public S0 inner; public byte b; }
    public struct S2 { public S1 inner; public byte b; }
    public struct S3 { public S2 inner; public byte b; }
    public struct S4 { public S3 inner; public byte b; }
    public struct S5 { public S4 inner; public byte b; }
    public struct S6 { public S5 inner; public byte b; }
    public struct S7 { public S6 inner; public byte b; }
    public struct S8 { public S7 inner; public byte b; }
    public struct S9 { public S8 inner; public byte b; }
    public struct S10 { public S9 inner; public byte b; }
    public struct S11 { public S10 inner; public byte b; }
    public class C0 { public static int value; static C0() { int zero = 0; value = 1 / zero; } }
    public class C1 { public static int value; static C1() { value = C0.value + 1; } }
    public class C2 { public static int value; static C2() { value = C1.value + 1; } }
    public class C3 { public static int value; static C3() { value = C2.value + 1; } }
    public class C4 { public static int value; static C4() { value = C3.value + 1; } }
    public class C5 { public static int value; static C5() { value = C4.value + 1; } }
    public class C6 { public static int value; static C6() { value = C5.value + 1; } }
    public class C7 { public static int value; static C7() { value = C6.value + 1; } }
    public class C8 { public static int value; static C8() { value = C7.value + 1; } }
    public class C9 { public static int value; static C9() { value = C8.value + 1; } }
    public class C10 { public static int value; static C10() { value = C9.value + 1; } }
    public class C11 { public static int value; static C11() { value = C10.value + 1; } }
    public class C12 { public static int value; static C12() { value = C11.value + 1; } }
    public class C13 { public static int value; static C13() { value = C12.value + 1; } }
    public class C14 { public static int value; static C14() { value = C13.value + 1; } }
    public class C15 { public static int value; static C15() { value = C14.value + 1; } }
    public class C16 { public static int value; static C16() { value = C15.value + 1; } }
    public class C17 { public static int value; static C17() { value = C16.value + 1; } }
    public class C18 { public static int value; static C18() { value = C17.value + 1; } }
    public class C19 { public static int value; static C19() { value = C18.value + 1; } }
    public class C20 { public static int value; static C20() { value = C19.value + 1; } }
    public class C21 { public static int value; static C21() { value = C20.value + 1; } }
    public class C22 { public static int value; static C22() { value = C21.value + 1; } }
    public class C23 { public static int value; static C23() { value = C22.value + 1; } }
    public class C24 { public static int value; static C24() { value = C23.value + 1; } }
    public class C25 { public static int value; static C25() { value = C24.value + 1; } }
    public class C26 { public static int value; static C26() { value = C25.value + 1; } }
    public class C27 { public static int value; static C27() { value = C26.value + 1; } }
    public class C28 { public static int value; static C28() { value = C27.value + 1; } }
    public class C29 { public static int value; static C29() { value = C28.value + 1; } }
    public class C30 { public static int value; static C30() { value = C29.value + 1; } }
    public class C31 { public static int value; static C31() { value = C30.value + 1; } }
    public class C32 { public static int value; static C32() { value = C31.value + 1; } }
    public class C33 { public static int value; static C33() { value = C32.value + 1; } }
    public class C34 { public static int value; static C34() { value = C33.value + 1; } }
    public class C35 { public static int value; static C35() { value = C34.value + 1; } }
    public class C36 { public static int value; static C36() { value = C35.value + 1; } }
    public class C37 { public static int value; static C37() { value = C36.value + 1; } }
    public class C38 { public static int value; static C38() { value = C37.value + 1; } }
    public class C39 { public static int value; static C39() { value = C38.value + 1; } }
    static int Recurse(int n) { return n == 0 ? 0 : 1 + Recurse(n - 1); }
    static int Unwind(int n) { try { if (n == 0) throw new InvalidOperationException(); return Unwind(n - 1); } finally { count++; } }
    static int count;
    public class N0 { public static string Name() { return typeof(N0).FullName; } public class N1 { public class N2 { public class N3 { public class N4 { public class N5 { public class N6 { public class N7 { public class N8 { public class N9 { public class N10 { public static string Inner() { return typeof(N10).FullName; } } } } } } } } } } } }
    public static void Main()
    {
        P(new B59().Depth().ToString());
        S11 s = new S11(); s.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.value = 7; s.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.o = "deep"; S11 t = s; P(t.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.value + " " + t.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.inner.o);
        object boxed = s; P(boxed.Equals(t).ToString());
        P(N0.N1.N2.N3.N4.N5.N6.N7.N8.N9.N10.Inner());
        string[][][][][][][][][][][][] jagged = new string[1][][][][][][][][][][][]; object[][][][][][][][][][][][] covariant = jagged; P((covariant is string[][][][][][][][][][][][]).ToString() + (covariant is int[][][][][][][][][][][][]));
        try { P(C39.value.ToString()); } catch (TypeInitializationException e) { int wraps = 0; for (Exception x = e; x != null; x = x.InnerException) wraps++; P("wrapped " + wraps); }
        P(Recurse(500).ToString());
        try { Unwind(200); } catch (InvalidOperationException) { P("unwound " + count); }
        P("end");
    }
}

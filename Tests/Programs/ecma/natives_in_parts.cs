// Natives that do a part and come again when they have done much: what they return is whole. A wait for more handles than it may have is refused.
using System;
using System.Threading;
public interface IBase { }
public interface ILeft : IBase { }
public interface IRight : IBase { }
public interface IBoth : ILeft, IRight { }
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
public class Numbered : Attribute
{
    public readonly int Number;
    public Numbered(int number) { Number = number; }
}
public class Root : IBoth { }
[Numbered(1)] [Numbered(2)] [Numbered(3)]
public class Leaf : Root, IRight { }
public class Program
{
    static void P(string what) { Console.WriteLine(what); }
    static void Boxes()
    {
        const int Count = 12000;
        int[] numbers = new int[Count];
        for (int i = 0; i < Count; i++) numbers[i] = i * 7;
        object[] boxes = new object[Count + 2];
        Array.Copy(numbers, 1, boxes, 3, Count - 1);
        int wrong = 0;
        for (int i = 1; i < Count; i++) if ((int)boxes[i + 2] != i * 7) wrong++;
        int[] back = new int[Count];
        Array.Copy(boxes, 3, back, 0, Count - 1);
        for (int i = 1; i < Count; i++) if (back[i - 1] != i * 7) wrong++;
        P("boxes " + wrong + " " + (boxes[2] == null) + " " + (int)boxes[3] + " " + back[Count - 1]);
        boxes[9000] = "text";
        try { Array.Copy(boxes, 3, back, 0, Count - 1); P("copied"); } catch (InvalidCastException) { P("invalid cast behind " + back[8996]); }
    }
    static void Parts(int count, char filler)
    {
        char[] text = new char[count * 4];
        for (int i = 0; i < text.Length; i++) text[i] = i % 4 == 3 ? ',' : i % 4 == 0 ? filler : (char)('a' + i / 4 % 26);
        string[] parts = new string(text).Split(',');
        int wrong = 0;
        for (int i = 0; i < count; i++) { string p = parts[i]; if (p.Length != 3 || p[0] != filler || p[1] != (char)('a' + i % 26)) wrong++; }
        P("parts " + parts.Length + " " + wrong + " '" + parts[count] + "'");
    }
    static void Interfaces()
    {
        string all = "";
        Type[] found = typeof(Leaf).GetInterfaces();
        foreach (string name in new string[] { "IBase", "ILeft", "IRight", "IBoth" }) foreach (Type t in found) if (t.Name == name) all += " " + name;
        int sum = 0;
        object[] attributes = typeof(Leaf).GetCustomAttributes(false);
        foreach (object a in attributes) if (a is Numbered) sum += ((Numbered)a).Number;
        P("interfaces " + found.Length + all + ", attributes " + attributes.Length + " " + sum);
    }
    static void Handles(int count)
    {
        WaitHandle[] handles = new WaitHandle[count];
        for (int i = 0; i < count; i++) handles[i] = new ManualResetEvent(i == count - 1);
        try { P("first of " + count + " is " + WaitHandle.WaitAny(handles, 0, false)); } catch (Exception) { P(count + " are too many"); }
        try { P("all of " + count + " " + WaitHandle.WaitAll(handles, 0, false)); } catch (Exception) { P(count + " are too many"); }
    }
    public static void Main()
    {
        Boxes();
        Parts(6000, 'x');
        Parts(6000, '\u4e16');
        Interfaces();
        Handles(1);
        Handles(64);
        Handles(65);
        P("nothing: '" + string.Concat(new string[20000]) + "'");
    }
}

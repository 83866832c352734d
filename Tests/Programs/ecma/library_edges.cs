// needs: nanoFramework.System.Text, nanoFramework.System.Collections
// Members of the class library at the ends of their ranges, arrays whose elements do not fit, patterns of dates: the type of the exception, or the result.
using System;
using System.Collections;
using System.Text;
public class Animal { }
public class Dog : Animal { }
public static class Program
{
    static void P(string s) { Console.WriteLine(s); }
    static string All(Array a) { string s = ""; foreach (object o in a) s += (o ?? "null") + " "; return s; }
    static byte[] bytes = { 1, 0xAB, 255 };

    static string Number(int k)
    {
        switch (k)
        {
            case 0: return int.Parse("\t 12\r\n").ToString();
            case 1: return int.Parse("\u00a012").ToString();
            case 2: return long.Parse("12\u3000").ToString();
            case 3: return double.Parse(" 1.5 ").ToString();
            case 4: return double.Parse("\u00a01.5").ToString();
            default: return null;
        }
    }

    static string Text(int k)
    {
        switch (k)
        {
            case 0: return "".LastIndexOf("a").ToString();
            case 1: return "".LastIndexOf("a", 0).ToString();
            case 2: return "".LastIndexOf("a", 1).ToString();
            case 3: return "".LastIndexOf('a', 1).ToString();
            case 4: return "abc".LastIndexOf("c", 3).ToString();
            case 5: return "abc".LastIndexOf('c', 2).ToString();
            case 6: return "abc".LastIndexOf('c', 3).ToString();
            case 7: return "abc".LastIndexOfAny(new char[] { 'c' }, 3).ToString();
            case 8: return BitConverter.ToString(bytes, 1, 2);
            case 9: return BitConverter.ToString(bytes, 1, 3);
            case 10: return BitConverter.ToString(bytes, 1, int.MaxValue);
            case 11: return BitConverter.ToString(bytes, 3, 0);
            case 12: return BitConverter.ToString(bytes, 2);
            case 13: return BitConverter.ToString(null, 2, -1);
            case 14: return new StringBuilder("x").Append("ab", 9, 0).ToString();
            case 15: return new StringBuilder("x").Append("ab", 1, 2).ToString();
            case 16: return new StringBuilder("x").Append((string)null, 0, -1).ToString();
            case 17: return new StringBuilder("x").Append((string)null, 0, 1).ToString();
            case 18: return new StringBuilder("x").Append((char[])null, -1, 0).ToString();
            case 19: return new StringBuilder("x").Insert(0, (char[])null, 0, 0).ToString();
            case 20: return new StringBuilder("ab", 3, 0, 0).ToString();
            default: return null;
        }
    }

    static string Copied(Array from, Array to, int count) { Array.Copy(from, 0, to, 0, count); return All(to); }

    static string Copies(int k)
    {
        string[] text = { "a", "b" };
        object[] mixed = { 7, "b" };
        switch (k)
        {
            case 0: return Copied(text, new object[2], 2);
            case 1: return Copied(mixed, new string[2], 2);
            case 2: return Copied(mixed, new int[2], 1);
            case 3: return Copied(mixed, new int[2], 2);
            case 4: return Copied(text, new Animal[2], 2);
            case 5: return Copied(text, new Animal[2], 0);
            case 6: return Copied(new int[] { 1, 2 }, new string[2], 2);
            case 7: return Copied(new int[] { 1, 2 }, new object[2], 2);
            case 8: return Copied(new Animal[] { new Dog(), null }, new Dog[2], 2);
            case 9: return Copied(new Animal[] { new Animal(), null }, new Dog[2], 1);
            case 10: return Copied(text, new IEnumerable[2], 2);
            case 11: return Copied(new IEnumerable[] { "i", null }, text, 2);
            case 12: return Copied(new IEnumerable[] { new ArrayList(), null }, text, 2);
            default: return null;
        }
    }

    static string Collections(int k)
    {
        Queue queue = new Queue(); queue.Enqueue("q"); queue.Enqueue("r");
        Stack stack = new Stack(); stack.Push("q"); stack.Push("r");
        Hashtable table = new Hashtable(); table["q"] = "r";
        object[] to = new object[3];
        switch (k)
        {
            case 0: queue.CopyTo(to, 1); break;
            case 1: queue.CopyTo(to, 2); break;
            case 2: queue.CopyTo(to, -1); break;
            case 3: stack.CopyTo(to, 1); break;
            case 4: stack.CopyTo(to, 2); break;
            case 5: stack.CopyTo(to, int.MinValue); break;
            case 6: table.Keys.CopyTo(to, 2); break;
            case 7: table.Keys.CopyTo(to, 3); break;
            case 8: table.Values.CopyTo(to, -1); break;
            case 9: return Array.BinarySearch(new string[] { "a", "b" }, 1, 1, "b", null).ToString();
            case 10: return Array.BinarySearch(new string[] { "a", "b" }, 1, 2, "b", null).ToString();
            case 11: return Array.BinarySearch(new string[] { "a", "b" }, int.MaxValue, 1, "b", null).ToString();
            case 12: return Array.BinarySearch(new string[] { "a", "b" }, 1, -1, "b", null).ToString();
            default: return null;
        }
        return All(to);
    }

    static string Date(int k)
    {
        DateTime whole = new DateTime(2024, 3, 9, 7, 5, 1), parts = whole.AddMilliseconds(250);
        switch (k)
        {
            case 0: return parts.ToString("ss.FFF|ss.fff|.FF");
            case 1: return whole.ToString("ss.FFF|ss.fff|.FF");
            case 2: return whole.ToString("FFF|s.F.");
            case 3: return whole.ToString("%dd %d");
            case 4: return whole.ToString("'a\\'b' \"c'd\" \\d");
            default: return null;
        }
    }

    delegate string Case(int k);

    static void Run(string name, Case test)
    {
        for (int k = 0; ; k++)
        {
            try
            {
                string s = test(k);
                if (s == null) return;
                P(name + k + " " + s);
            }
            catch (Exception e) { P(name + k + " " + e.GetType().Name); }
        }
    }

    public static void Main()
    {
        Run("number ", Number);
        Run("text ", Text);
        Run("copy ", Copies);
        Run("collection ", Collections);
        Run("date ", Date);
        // A malformed pattern is an ArgumentException in nanoFramework, a FormatException in .NET.
        string[] malformed = { "yy%", "yy%%", "'yy", "'yy\\'", "yy\\", "%'" };
        foreach (string pattern in malformed)
        {
            try { P(pattern + " " + new DateTime(2024, 3, 9).ToString(pattern)); }
            catch (Exception) { P(pattern + " is refused"); }
        }
    }
}

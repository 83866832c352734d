// Members of the library that the conformance programs leave out, where .NET and nanoFramework agree.
using System;
using System.Collections;
using System.Text;

public class Program
{
    private static void P(string text) { Console.WriteLine(text); }

    private static void Dates()
    {
        DateTime date = new DateTime(640938819070081234, DateTimeKind.Utc);
        foreach (string format in new string[] { "o", "s", "u", "r", "yyyy/MM/dd", "d/M/yy", "h:mm:ss tt", "H\\h", "fffffff", "FFFF", "ddd, dd MMM", "'x' \"y\" %h" })
        {
            P(format + " " + date.ToString(format));
        }
    }

    private static void Formats()
    {
        P(string.Format("{0,-6}|{0,6}|{1:X4}|{{}}|{2}", "ab", 48879, 'c'));
        P(string.Format("{0}{1}{0}", 1L, null) + string.Format("") + string.Format("{{{0}}}", true));
    }

    private static void Tables()
    {
        Hashtable table = new Hashtable();
        int seed = 12345, live = 0;
        bool[] there = new bool[97];
        for (int i = 0; i < 3000; i++)
        {
            seed = seed * 1103515245 + 12345;
            int key = (seed >> 16 & 0x7FFF) % 97;
            if ((seed & 0x10000) != 0)
            {
                if (!there[key]) live++;
                there[key] = true;
                table[key] = key * 3;
            }
            else
            {
                if (there[key]) live--;
                there[key] = false;
                table.Remove(key);
            }
            if (table.Count != live || table.Contains(key) != there[key]) P("wrong at " + i);
        }
        int sum = 0;
        foreach (DictionaryEntry entry in table) sum += (int)entry.Key + (int)entry.Value;
        P("table " + table.Count + " " + sum + " " + ((Hashtable)table.Clone()).Count);
        object[] keys = new object[table.Count];
        table.Keys.CopyTo(keys, 0);
        P("keys " + (Array.IndexOf(keys, keys[3]) == 3));
        try { foreach (DictionaryEntry entry in table) table.Remove(entry.Key); P("no exception"); } catch (InvalidOperationException) { P("changed"); }
        try { table.Add(null, 1); P("no exception"); } catch (ArgumentNullException) { P("null key"); }

        Queue queue = new Queue();
        for (int i = 0; i < 10; i++) { queue.Enqueue(i); queue.Enqueue(-i); queue.Dequeue(); }
        string text = "";
        foreach (object item in queue) text += item + ",";
        P("queue " + text + ((Queue)queue.Clone()).Count);
        Stack stack = new Stack();
        for (int i = 0; i < 6; i++) stack.Push(i);
        text = "";
        foreach (object item in stack) text += item + ",";
        P("stack " + text + stack.ToArray()[0]);
    }

    private static void Builders()
    {
        StringBuilder builder = new StringBuilder("abcabc", 3, 3, 16);
        builder.Append("xyz", 1, 2).Append('-', 3).Insert(0, "<>", 2).Replace("c", "CC").Replace('-', '+', 0, builder.Length - 1);
        P(builder.ToString() + " " + builder.Length + " " + builder[2]);
        builder.Length = 4;
        builder.Append(1.5).Append(-7L).Append(false).Append((string)null);
        P(builder.ToString(2, 4) + " " + builder.Length);
        try { builder.Remove(5, 1000); P("no exception"); } catch (ArgumentOutOfRangeException) { P("range"); }
        try { builder.Insert(-1, "x", 1); P("no exception"); } catch (ArgumentOutOfRangeException) { P("range"); }
    }

    private static void Identities()
    {
        Guid guid = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e");
        P(guid + " " + BitConverter.ToString(guid.ToByteArray()) + " " + guid.CompareTo(guid) + " " + guid.Equals(Guid.NewGuid()));
        P(new Version(1, 2, 3, 4) + " " + new Version(5, 6) + " " + new Version(1, 2).Equals(new Version(1, 2)) + new Version(1, 2).Build);
        P(NameOf(new ArgumentNullException("name")) + NameOf(new ArgumentOutOfRangeException("index")) + new ArgumentException("text", "name").ParamName);
        P(new InvalidOperationException("outer", new Exception("inner")).InnerException.Message);
    }

    private static string NameOf(ArgumentException exception) { return exception.ParamName + " "; }

    public static void Main()
    {
        Dates();
        Formats();
        Tables();
        Builders();
        Identities();
        P("end");
    }
}

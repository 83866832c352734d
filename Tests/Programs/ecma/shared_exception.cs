// What a program puts into an OutOfMemoryException, by throwing it again or by reflection, is not in the next one.
// oracle: nano
using System;
using System.Reflection;
public class Mine : Exception { }
public class Program
{
    static OutOfMemoryException Exhaust()
    {
        try { new long[int.MaxValue].Clone(); return null; } catch (OutOfMemoryException e) { return e; }
    }
    public static void Main()
    {
        OutOfMemoryException first = Exhaust();
        Console.WriteLine("fresh " + (first.InnerException == null));
        typeof(Exception).GetField("_innerException", BindingFlags.NonPublic | BindingFlags.Instance).SetValue(first, new Mine());
        Console.WriteLine("inner " + first.InnerException.GetType().Name);
        OutOfMemoryException second = Exhaust();
        Console.WriteLine("fresh " + (second.InnerException == null));
        try { throw second; } catch (OutOfMemoryException e) { Console.WriteLine("thrown again " + (e == second) + " " + (e.StackTrace != null)); }
        typeof(Exception).GetField("_innerException", BindingFlags.NonPublic | BindingFlags.Instance).SetValue(second, new Mine());
    }
}

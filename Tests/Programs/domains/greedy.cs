// Takes memory and threads until it gets no more of either, and says whether it could go on afterwards.
// needs: nanoFramework.System.Collections
using System;
using System.Collections;
using System.Threading;
public class Program
{
    static ArrayList kept = new ArrayList(); static int started; static bool stop;
    static int Eat() { int n = 0; try { for (;;) { kept.Add(new byte[500]); n++; } } catch (OutOfMemoryException) { kept = null; } return n; }
    public static int Main()
    {
        int first = Eat(); kept = new ArrayList(); int again = Eat(); kept = new ArrayList();
        try { for (;;) { Thread t = new Thread(delegate() { while (!stop) Thread.Sleep(1); }); t.Start(); started++; } } catch (OutOfMemoryException) { }
        stop = true; Thread.Sleep(20);
        Thread last = new Thread(delegate() { started += 100; }); last.Start(); last.Join();
        Console.WriteLine("greedy " + first + " " + (again >= first - 2) + " " + started);
        return first;
    }
}

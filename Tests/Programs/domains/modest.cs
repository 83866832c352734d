// Needs some memory again and again; a neighbour's greed must not be felt.
using System;
using System.Threading;
public class Program
{
    static int Work(int round) { int[][] rows = new int[20][]; for (int i = 0; i < 20; i++) { rows[i] = new int[40]; rows[i][39] = i + round; } int sum = 0; foreach (int[] row in rows) sum += row[39]; return sum; }
    public static int Main()
    {
        int failed = 0; long sum = 0;
        for (int i = 0; i < 300; i++) { try { sum += Work(i); } catch (OutOfMemoryException) { failed++; } if (i % 10 == 0) Thread.Sleep(1); }
        Console.WriteLine("modest " + sum + " " + failed);
        return failed;
    }
}

// For a device: runs every kernel once and prints name, checksum, ms.
using System;
public class MainNano
{
    public static void Main()
    {
        for (int k = 0; k < Kernels.Count; k++)
        {
            long t = DateTime.UtcNow.Ticks;
            int r = Kernels.Run(k);
            t = DateTime.UtcNow.Ticks - t;
            System.Diagnostics.Debug.WriteLine(Kernels.Name(k) + " " + r.ToString() + " " + (t / 10000).ToString() + " ms");
        }
    }
}

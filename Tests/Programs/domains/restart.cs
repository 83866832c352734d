// Sets the board's clock and restarts the board; nothing runs after that.
// needs: nanoFramework.Runtime.Native
using System;
using nanoFramework.Runtime.Native;
public class Program
{
    public static void Main()
    {
        Power.OnRebootEvent += delegate { Console.WriteLine("told"); };
        Console.WriteLine(Rtc.SetSystemTime(new DateTime(2030, 1, 2, 3, 4, 5)).ToString());
        try { Power.RebootDevice(RebootOption.ClrOnly); } finally { Console.WriteLine("never"); }
    }
}

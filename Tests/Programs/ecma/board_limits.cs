// ExecutionConstraint ends what takes too long by a ConstraintException, whether it computes or waits; -1 takes the limit away; other threads are not concerned. A board that cannot set
// its clock, restart or read certificates says so by NotSupportedException.
// needs: nanoFramework.Runtime.Native
// oracle: nano
using System;
using System.Threading;
using nanoFramework.Runtime.Native;
public class Program
{
    static void P(string s) { Console.WriteLine(s); }
    static int spins;
    static void Try(string what, ThreadStart t)
    {
        try { try { t(); P(what + " ended"); } finally { P(what + " finally"); } }
        catch (ConstraintException) { P(what + " limit"); }
        catch (Exception e) { P(what + " " + e.GetType().Name); }
    }
    public static void Main()
    {
        Thread other = new Thread(delegate() { for (int i = 0; i < 20; i++) { spins++; Thread.Sleep(10); } });
        other.Start();
        Try("sleep", delegate { ExecutionConstraint.Install(30, 0); Thread.Sleep(Timeout.Infinite); });
        Try("wait", delegate { ExecutionConstraint.Install(30, 0); new AutoResetEvent(false).WaitOne(); });
        Try("loop", delegate { ExecutionConstraint.Install(5, 0); for (;;) { } });
        Try("inside a handler", delegate { ExecutionConstraint.Install(5, 0); try { throw new Exception(); } catch (Exception) { for (;;) { } } });
        Try("taken away", delegate { ExecutionConstraint.Install(5, 0); ExecutionConstraint.Install(-1, 0); Thread.Sleep(50); });
        Try("in time", delegate { ExecutionConstraint.Install(50, 0); Thread.Sleep(5); ExecutionConstraint.Install(-1, 0); });
        Try("lock", delegate { ExecutionConstraint.Install(20, 0); object o = new object(); Thread t = new Thread(delegate() { lock (o) Thread.Sleep(100); }); t.Start(); Thread.Sleep(1); lock (o) { } });
        other.Join(); P(spins.ToString());
        Try("clock", delegate { Rtc.SetSystemTime(new DateTime(2030, 1, 2)); });
        Try("restart", delegate { Power.RebootDevice(RebootOption.ClrOnly); });
        P("end");
    }
}

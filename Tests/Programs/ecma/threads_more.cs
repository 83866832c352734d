// Priorities, Suspend and Resume, Join with time-outs, Abort of a thread that waits, sleeps, holds a lock or is in a finally block, ResetAbort-free catch,
// Synchronized methods on exceptions, Monitor re-entry, ThreadState, IsAlive, timers that change themselves, Interlocked.
// needs: System.Threading
// oracle: nano
using System;
using System.Runtime.CompilerServices;
using System.Threading;
class Account
{
    int balance; public static int Shared;
    [MethodImpl(MethodImplOptions.Synchronized)] public void Add(int n) { int b = balance; Thread.Sleep(0); balance = b + n; }
    [MethodImpl(MethodImplOptions.Synchronized)] public int Nested(int n) { return n == 0 ? balance : Nested(n - 1); }
    [MethodImpl(MethodImplOptions.Synchronized)] public void Throw() { throw new InvalidOperationException("locked"); }
    [MethodImpl(MethodImplOptions.Synchronized)] public static void Static(int n) { int b = Shared; for (int i = 0; i < 50; i++) { } Shared = b + n; }
    public int Balance { get { return balance; } }
}
public class Program
{
    static void P(string s) { Console.WriteLine(s); }
    static readonly object gate = new object(); static string log = ""; static void Note(string s) { lock (gate) log += s; }
    static void Flush() { P(log); log = ""; }
    static volatile int spin; static volatile bool stop;
    public static void Main()
    {
        Account a = new Account(); Thread[] ts = new Thread[6];
        for (int i = 0; i < ts.Length; i++) { ts[i] = new Thread(delegate() { for (int k = 0; k < 40; k++) { a.Add(1); Account.Static(2); } }); ts[i].Start(); }
        foreach (Thread t in ts) t.Join(); P(a.Balance + " " + Account.Shared + " " + a.Nested(5));
        try { a.Throw(); } catch (InvalidOperationException e) { P(e.Message); } Thread after = new Thread(delegate() { a.Add(5); }); after.Start(); P(after.Join(1000) + " " + a.Balance);

        int high = 0, low = 0; stop = false;
        Thread h = new Thread(delegate() { while (!stop) high++; }), l = new Thread(delegate() { while (!stop) low++; }); h.Priority = ThreadPriority.Highest; l.Priority = ThreadPriority.Lowest; h.Start(); l.Start();
        while (low < 2000) Thread.Sleep(0); stop = true; h.Join(); l.Join(); P((high > 4 * low).ToString() + (low > 0) + h.Priority.ToString() + (int)l.Priority);

        spin = 0; stop = false; Thread s = new Thread(delegate() { while (!stop) { spin++; Thread.Sleep(1); } }); s.Start(); Thread.Sleep(20); s.Suspend(); Thread.Sleep(5); int seen = spin; Thread.Sleep(50); P((spin == seen).ToString() + (seen > 0)); s.Resume(); Thread.Sleep(20); P((spin > seen).ToString()); stop = true; P(s.Join(1000).ToString());

        Thread sleeper = new Thread(delegate() { try { Thread.Sleep(Timeout.Infinite); } catch (ThreadAbortException) { Note("aborted "); } finally { Note("finally "); } Note("never "); }); sleeper.Start(); Thread.Sleep(5); P(sleeper.Join(5).ToString() + sleeper.IsAlive); sleeper.Abort(); sleeper.Join(); Flush(); P(sleeper.IsAlive.ToString());
        AutoResetEvent never = new AutoResetEvent(false); Thread waiter = new Thread(delegate() { try { never.WaitOne(); } finally { Note("waiter "); } }); waiter.Start(); Thread.Sleep(5); waiter.Abort(); waiter.Join(); Flush();
        object held = new object(); Thread holder = new Thread(delegate() { lock (held) { Note("held "); Thread.Sleep(Timeout.Infinite); } }); holder.Start(); Thread.Sleep(5); Thread blocked = new Thread(delegate() { lock (held) Note("got "); }); blocked.Start(); Thread.Sleep(5); holder.Abort(); blocked.Join(); Flush();
        Thread twice = new Thread(delegate() { try { try { Thread.Sleep(Timeout.Infinite); } catch (Exception e) { Note(e.GetType().Name + " "); } Note("never "); } catch (Exception e) { Note("again " + e.GetType().Name + " "); } finally { Note("out "); } Note("never "); }); twice.Start(); Thread.Sleep(5); twice.Abort(); twice.Join(); Flush();

        object busy = new object(); Thread owner = new Thread(delegate() { lock (busy) Thread.Sleep(60); Note("owner "); }); owner.Start(); Thread.Sleep(5); Thread victim = new Thread(delegate() { try { lock (busy) Note("never "); } catch (Exception e) { Note(e.GetType().Name + " "); } }); victim.Start(); Thread.Sleep(5); victim.Abort(); victim.Join(); owner.Join(); Flush();

        int count = 0; Timer timer = null; ManualResetEvent done = new ManualResetEvent(false);
        timer = new Timer(delegate(object o) { count++; if (count == 3) timer.Change(5, Timeout.Infinite); if (count == 4) { timer.Dispose(); done.Set(); } }, null, 2, 3); P(done.WaitOne(2000, false).ToString() + count); Thread.Sleep(50); P(count.ToString());
        int v = 5; P(Interlocked.Increment(ref v) + " " + Interlocked.Decrement(ref v) + " " + Interlocked.Exchange(ref v, 9) + " " + Interlocked.CompareExchange(ref v, 7, 9) + " " + Interlocked.CompareExchange(ref v, 1, 9) + " " + v);
        Monitor.Enter(gate); Monitor.Enter(gate); Monitor.Exit(gate); Monitor.Exit(gate); try { Monitor.Exit(gate); P("no"); } catch (Exception e) { P("not owner"); }
        Thread unstarted = new Thread(delegate() { }); P(unstarted.ThreadState == ThreadState.Unstarted ? "unstarted" : "?"); unstarted.Start(); unstarted.Join(); P((unstarted.ThreadState & ThreadState.Stopped) != 0 ? "stopped" : "?");
        try { unstarted.Start(); P("no"); } catch (Exception) { P("started twice"); }
    }
}

// Holds at every moment of its life whatever an unloaded program must not leave behind: finalizable objects, hashes, locks, timers, threads in every state, exceptions in flight, static constructors
// that wait, types and literals held in statics, delegates in lists, weak references. What it prints is little; the tests unload it in the middle.
// needs: nanoFramework.System.Collections
// oracle: nano
using System;
using System.Collections;
using System.Reflection;
using System.Threading;
class Fin { public object[] Load = new object[20]; public static int Gone; ~Fin() { Gone++; } }
class SlowFin { ~SlowFin() { Thread.Sleep(30); } }
class Never { public static int V; static Never() { Thread.Sleep(400); V = 1; } }
struct Node { public string Name; public object Link; }
delegate void Step(int n);
public class Program
{
    static ArrayList held = new ArrayList(); static Hashtable table = new Hashtable(); static object[] ring = new object[8]; static event Step Steps; static Type[] types; static MethodInfo method; static FieldInfo field; static WeakReference weak; static readonly object gate = new object(); static string text = "literal"; static int done;
    static void OnStep(int n) { done += n; }
    static void Thrower(int n) { try { if (n == 0) throw new InvalidOperationException("in flight " + text); Thrower(n - 1); } finally { Thread.Sleep(2); } }
    static void Body(object o) { }
    static void Worker()
    {
        for (int i = 0; i < 25; i++)
        {
            lock (gate) { Monitor.Enter(held); ring[i % 8] = new Fin(); Monitor.Exit(held); }
            try { Thrower(6); } catch (InvalidOperationException e) { ring[(i + 1) % 8] = e; }
            Node[] nodes = new Node[10]; for (int k = 0; k < 10; k++) { nodes[k].Name = "node " + k; nodes[k].Link = nodes; } lock (table) { table[i % 5] = nodes; table["key " + i % 7] = new SlowFin().GetHashCode() + nodes.GetHashCode(); }
            Interlocked.Increment(ref done);
        }
    }
    public static void Main()
    {
        types = typeof(Program).Assembly.GetTypes(); method = typeof(Program).GetMethod("Main"); field = typeof(Fin).GetField("Load"); weak = new WeakReference(new Fin());
        for (int i = 0; i < 4; i++) Steps += OnStep; Steps(1);
        AutoResetEvent never = new AutoResetEvent(false);
        Thread[] all = new Thread[7];
        for (int i = 0; i < 3; i++) all[i] = new Thread(Worker);
        all[3] = new Thread(delegate() { never.WaitOne(300, false); }); all[4] = new Thread(delegate() { int v = Never.V; Interlocked.Increment(ref done); }); all[5] = new Thread(delegate() { lock (gate) Thread.Sleep(40); }); all[6] = new Thread(delegate() { int v = Never.V; held.Add(v); held.Add(new Fin()); });
        Timer often = new Timer(delegate(object o) { held.Add(o); new Fin(); new SlowFin(); }, "state", 5, 7), rarely = new Timer(delegate(object o) { Thread.Sleep(50); }, new Fin(), 20, 200);
        foreach (Thread t in all) t.Start();
        foreach (Thread t in all) t.Join();
        often.Dispose(); rarely.Dispose(); Console.WriteLine("done " + (done == 4 + 75 + 1) + (held.Count > 10) + types.Length);
    }
}

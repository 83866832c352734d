// CancellationToken and its source: states, callbacks and their order, delays, disposal.
using System;
using System.Threading;

public class Program
{
    private static void P(string text) { Console.WriteLine(text); }

    private static void States()
    {
        CancellationToken none = CancellationToken.None;
        P("none " + none.IsCancellationRequested + none.CanBeCanceled + none.Equals(default(CancellationToken)));
        CancellationToken cancelled = new CancellationToken(true);
        P("cancelled " + cancelled.IsCancellationRequested + cancelled.CanBeCanceled + cancelled.WaitHandle.WaitOne(0, false));
        P("never " + new CancellationToken(false).IsCancellationRequested);
        CancellationTokenSource source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        P("before " + token.IsCancellationRequested + token.CanBeCanceled + token.WaitHandle.WaitOne(0, false));
        source.Cancel();
        source.Cancel();
        P("after " + token.IsCancellationRequested + source.IsCancellationRequested + token.WaitHandle.WaitOne(0, false));
        try { token.ThrowIfCancellationRequested(); } catch (OperationCanceledException) { P("thrown"); }
        P("equal " + token.Equals(source.Token) + token.Equals(none));
    }

    private static void Callbacks()
    {
        CancellationTokenSource source = new CancellationTokenSource();
        string order = "";
        source.Token.Register(() => { order += "a"; });
        CancellationTokenRegistration b = source.Token.Register(() => { order += "b"; });
        source.Token.Register(() => { order += "c"; });
        P("same " + (b == b) + (b != b) + b.Equals(default(CancellationTokenRegistration)));
        b.Dispose();
        source.Cancel();
        P("order " + order);
        source.Token.Register(() => { order += "late"; });
        P("order " + order);

        CancellationTokenSource throwing = new CancellationTokenSource();
        bool ran = false;
        throwing.Token.Register(() => { ran = true; });
        throwing.Token.Register(() => { throw new InvalidOperationException(); });
        try { throwing.Cancel(); P("no exception"); } catch (Exception) { P("exception, others ran " + ran); }
        CancellationTokenSource first = new CancellationTokenSource();
        ran = false;
        first.Token.Register(() => { ran = true; });
        first.Token.Register(() => { throw new InvalidOperationException(); });
        try { first.Cancel(true); P("no exception"); } catch (InvalidOperationException) { P("exception, others ran " + ran); }
    }

    private static void Delays()
    {
        CancellationTokenSource soon = new CancellationTokenSource(50);
        P("soon " + soon.IsCancellationRequested + soon.Token.WaitHandle.WaitOne(5000, false) + soon.IsCancellationRequested);
        CancellationTokenSource never = new CancellationTokenSource(-1);
        P("never " + never.Token.WaitHandle.WaitOne(100, false));
        never.CancelAfter(TimeSpan.FromTicks(300000));
        P("changed " + never.Token.WaitHandle.WaitOne(5000, false));
        CancellationTokenSource longer = new CancellationTokenSource(50);
        longer.CancelAfter(60000);
        P("longer " + longer.Token.WaitHandle.WaitOne(200, false));
        longer.Dispose();
        try { longer.Cancel(); P("no exception"); } catch (ObjectDisposedException) { P("disposed"); }
        try { new CancellationTokenSource(-2); P("no exception"); } catch (ArgumentOutOfRangeException) { P("range"); }
        int index = WaitHandle.WaitAny(new WaitHandle[] { new ManualResetEvent(false), new CancellationTokenSource(30).Token.WaitHandle });
        P("any " + index);
    }

    public static void Main()
    {
        States();
        Callbacks();
        Delays();
        P("end");
    }
}

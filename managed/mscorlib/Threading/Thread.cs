// System.Threading.Thread and its enums. _thread, _appDomain and _id belong to the runtime.
using System.Runtime.CompilerServices;

namespace System.Threading
{
    public delegate void ThreadStart();

    /// <summary>Share of the processor a thread gets.</summary>
    [Serializable]
    public enum ThreadPriority
    {
        Lowest = 0,
        BelowNormal = 1,
        Normal = 2,
        AboveNormal = 3,
        Highest = 4,
    }

    [Serializable]
    [Flags]
    public enum ThreadState
    {
        Running = 0,
        StopRequested = 1,
        SuspendRequested = 2,
        Background = 4,
        Unstarted = 8,
        Stopped = 16,
        WaitSleepJoin = 32,
        Suspended = 64,
        AbortRequested = 128,
        Aborted = 256,
    }

    /// <summary>Raised in a thread by Abort; raised again at the end of each catch block.</summary>
    [Serializable]
    public sealed class ThreadAbortException : SystemException
    {
        internal ThreadAbortException() { }
    }

    /// <summary>A managed thread.</summary>
    public sealed class Thread
    {
#pragma warning disable 169
        private Delegate _delegate;
        private int _priority;
        private object _thread;
        private object _appDomain;
        private int _id;
#pragma warning restore 169

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern Thread(ThreadStart start);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void Start();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void Abort();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void Suspend();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void Resume();

        public extern ThreadPriority Priority
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
            [MethodImpl(MethodImplOptions.InternalCall)]
            set;
        }

        public extern int ManagedThreadId
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        /// <summary>Started and not yet ended.</summary>
        public extern bool IsAlive
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        /// <summary>Waits until the thread has ended.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void Join();

        /// <summary>As Join, but false if the time (-1: endless) was over first.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Join(int millisecondsTimeout);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Join(TimeSpan timeout);

        /// <summary>0 gives the rest of the time slice away, -1 sleeps for ever.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Sleep(int millisecondsTimeout);

        public static void Sleep(TimeSpan timeout) { Sleep(Timeout.Milliseconds(timeout)); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void SpinWait(int iterations);

        public static extern Thread CurrentThread
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern ThreadState ThreadState
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }
    }

    /// <summary>Endless waits.</summary>
    public static class Timeout
    {
        public const int Infinite = -1;

        public static readonly TimeSpan InfiniteTimeSpan = new TimeSpan(0, 0, 0, 0, Infinite);

        /// <summary>Whole milliseconds of a wait, -1 for endless; refuses other negative and too long spans.</summary>
        internal static int Milliseconds(TimeSpan timeout)
        {
            long milliseconds = timeout.Ticks / TimeSpan.TicksPerMillisecond;
            if (milliseconds < Infinite || milliseconds > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException("timeout");
            }
            return (int)milliseconds;
        }
    }
}

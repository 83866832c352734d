// System.Threading: wait handles. Their state is kept by the runtime, outside the fields.
using System.Runtime.CompilerServices;

namespace System.Threading
{
    /// <summary>Something that threads can wait for.</summary>
    public abstract class WaitHandle : MarshalByRefObject
    {
        public const int WaitTimeout = 0x102;

        protected WaitHandle() { }

        /// <summary>Waits at most that long (-1: endless) for the signal; false if it did not come.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern bool WaitOne(int millisecondsTimeout, bool exitContext);

        public virtual bool WaitOne() { return WaitOne(Timeout.Infinite, false); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern int WaitMultiple(WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext,
            bool waitAll);

        public static bool WaitAll(WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext)
        {
            return WaitMultiple(waitHandles, millisecondsTimeout, exitContext, true) != WaitTimeout;
        }

        public static bool WaitAll(WaitHandle[] waitHandles) { return WaitAll(waitHandles, Timeout.Infinite, true); }

        /// <summary>Index of the handle whose signal ended the wait, or WaitTimeout.</summary>
        public static int WaitAny(WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext)
        {
            return WaitMultiple(waitHandles, millisecondsTimeout, exitContext, false);
        }

        public static int WaitAny(WaitHandle[] waitHandles) { return WaitAny(waitHandles, Timeout.Infinite, true); }
    }

    /// <summary>An event that lets one waiting thread pass per signal.</summary>
    public sealed class AutoResetEvent : WaitHandle
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern AutoResetEvent(bool initialState);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Reset();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Set();
    }

    /// <summary>An event that stays signalled until it is reset.</summary>
    public sealed class ManualResetEvent : WaitHandle
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern ManualResetEvent(bool initialState);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Reset();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Set();
    }
}

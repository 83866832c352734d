// System.Threading.Timer. _timer belongs to the runtime, which calls _callback with _state.
using System.Runtime.CompilerServices;

namespace System.Threading
{
    public delegate void TimerCallback(object state);

    /// <summary>Calls a method after dueTime and then every period; -1 means never.</summary>
    public sealed class Timer : MarshalByRefObject, IDisposable
    {
#pragma warning disable 169
        private object _timer;
        private object _state;
        private TimerCallback _callback;
#pragma warning restore 169

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern Timer(TimerCallback callback, object state, int dueTime, int period);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern Timer(TimerCallback callback, object state, TimeSpan dueTime, TimeSpan period);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Change(int dueTime, int period);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool Change(TimeSpan dueTime, TimeSpan period);

        /// <summary>No call starts after this returned.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void Dispose();
    }
}

// System.Threading: locks, atomic operations and spinning.
using System.Runtime.CompilerServices;

namespace System.Threading
{
    /// <summary>The lock that each object has; one thread may take it several times.</summary>
    public static class Monitor
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Enter(object obj);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Exit(object obj);
    }

    /// <summary>Operations that no other thread can interrupt.</summary>
    public static class Interlocked
    {
        /// <summary>Adds one and returns the new value.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Increment(ref int location);

        /// <summary>Subtracts one and returns the new value.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Decrement(ref int location);

        /// <summary>Stores value and returns what was there.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Exchange(ref int location1, int value);

        /// <summary>Stores value if comparand is there; returns what was there.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int CompareExchange(ref int location1, int value, int comparand);
    }

    /// <summary>Short waits without giving up the thread's turn for long.</summary>
    public struct SpinWait
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void SpinOnce();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void SpinUntil(TimeSpan timeout);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void SpinUntil(int millisecondsTimeout);
    }
}

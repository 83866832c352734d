// nanoFramework.Runtime.Native: the garbage collector, the clock, limits on execution, facts about the system.
using System;
using System.Runtime.CompilerServices;

namespace nanoFramework.Runtime.Native
{
    /// <summary>The garbage collector.</summary>
    public static class GC
    {
        /// <summary>Collects now and returns the number of free bytes.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern uint Run(bool compactHeap);

        /// <summary>Has each collection written to the debug output.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void EnableGCMessages(bool enable);
    }

    /// <summary>A time limit was reached; see <see cref="ExecutionConstraint"/>.</summary>
    [Serializable]
    public class ConstraintException : Exception
    {
        public ConstraintException() { }
    }

    /// <summary>Time limits on the calling thread.</summary>
    public static class ExecutionConstraint
    {
        /// <summary>Ends what runs from here if it is not done in time; -1 takes the limit away.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Install(int timeoutMilliseconds, int priority);
    }

    /// <summary>The wall clock.</summary>
    public static class Rtc
    {
        public static bool SetSystemTime(DateTime time)
        {
            return Native_RTC_SetSystemTime(time.Year, (byte)time.Month, (byte)time.Day, (byte)time.DayOfWeek,
                (byte)time.Hour, (byte)time.Minute, (byte)time.Second);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern bool Native_RTC_SetSystemTime(int year, byte month, byte day, byte dayOfWeek,
            byte hours, byte minutes, byte seconds);
    }

    /// <summary>What runs the program.</summary>
    public static class SystemInfo
    {
        /// <summary>How floating point numbers are computed.</summary>
        public enum FloatingPoint
        {
            None = 0,
            SinglePrecisionSoftware = 1,
            SinglePrecisionHardware = 2,
            DoublePrecisionSoftware = 3,
            DoublePrecisionHardware = 4,
        }

        /// <summary>Version of the runtime.</summary>
        public static Version Version
        {
            get
            {
                int major, minor, build, revision;
                GetSystemVersion(out major, out minor, out build, out revision);
                return new Version(major, minor, build, revision);
            }
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void GetSystemVersion(out int major, out int minor, out int build, out int revision);

        public static extern string OEMString
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public static extern byte OEM
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public static extern byte Model
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public static extern ushort SKU
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public static extern string TargetName
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public static extern string Platform
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public static FloatingPoint FloatingPointSupport
        {
            get { return (FloatingPoint)GetNativeFloatingPointSupport(); }
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern byte GetNativeFloatingPointSupport();
    }
}

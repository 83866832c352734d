// System.TimeSpan. The runtime works on _ticks.
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>A length of time in steps of 100 ns.</summary>
    [Serializable]
    public struct TimeSpan
    {
        internal long _ticks;

        public const long TicksPerMillisecond = 10000;
        public const long TicksPerSecond = TicksPerMillisecond * 1000;
        public const long TicksPerMinute = TicksPerSecond * 60;
        public const long TicksPerHour = TicksPerMinute * 60;
        public const long TicksPerDay = TicksPerHour * 24;

        public static readonly TimeSpan Zero = new TimeSpan(0);
        public static readonly TimeSpan MaxValue = new TimeSpan(long.MaxValue);
        public static readonly TimeSpan MinValue = new TimeSpan(long.MinValue);

        public TimeSpan(long ticks) { _ticks = ticks; }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern TimeSpan(int hours, int minutes, int seconds);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern TimeSpan(int days, int hours, int minutes, int seconds);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern TimeSpan(int days, int hours, int minutes, int seconds, int milliseconds);

        public long Ticks { get { return _ticks; } }

        public int Days { get { return (int)(_ticks / TicksPerDay); } }

        public int Hours { get { return (int)(_ticks / TicksPerHour % 24); } }

        public int Milliseconds { get { return (int)(_ticks / TicksPerMillisecond % 1000); } }

        public int Minutes { get { return (int)(_ticks / TicksPerMinute % 60); } }

        public int Seconds { get { return (int)(_ticks / TicksPerSecond % 60); } }

        public double TotalDays { get { return (double)_ticks / TicksPerDay; } }

        public double TotalHours { get { return (double)_ticks / TicksPerHour; } }

        public double TotalMilliseconds { get { return (double)_ticks / TicksPerMillisecond; } }

        public double TotalMinutes { get { return (double)_ticks / TicksPerMinute; } }

        public double TotalSeconds { get { return (double)_ticks / TicksPerSecond; } }

        public TimeSpan Add(TimeSpan ts) { return new TimeSpan(_ticks + ts._ticks); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Compare(TimeSpan t1, TimeSpan t2);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int CompareTo(object value);

        public TimeSpan Duration() { return _ticks < 0 ? new TimeSpan(-_ticks) : this; }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern bool Equals(object value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool Equals(TimeSpan t1, TimeSpan t2);

        public TimeSpan Negate() { return new TimeSpan(-_ticks); }

        public TimeSpan Subtract(TimeSpan ts) { return new TimeSpan(_ticks - ts._ticks); }

        public static TimeSpan FromTicks(long value) { return new TimeSpan(value); }

        public static TimeSpan FromMilliseconds(long value) { return FromUnits(value, TicksPerMillisecond); }

        public static TimeSpan FromSeconds(long value) { return FromUnits(value, TicksPerSecond); }

        public static TimeSpan FromMinutes(long value) { return FromUnits(value, TicksPerMinute); }

        public static TimeSpan FromHours(long value) { return FromUnits(value, TicksPerHour); }

        public static TimeSpan FromDays(long value) { return FromUnits(value, TicksPerDay); }

        private static TimeSpan FromUnits(long value, long unit)
        {
            if (value > long.MaxValue / unit || value < long.MinValue / unit)
            {
                throw new ArgumentOutOfRangeException("value");
            }
            return new TimeSpan(value * unit);
        }

        /// <summary>As "[-][d.]hh:mm:ss[.fffffff]".</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern string ToString();

        public static TimeSpan operator -(TimeSpan t) { return t.Negate(); }

        public static TimeSpan operator -(TimeSpan t1, TimeSpan t2) { return t1.Subtract(t2); }

        public static TimeSpan operator +(TimeSpan t) { return t; }

        public static TimeSpan operator +(TimeSpan t1, TimeSpan t2) { return t1.Add(t2); }

        public static bool operator ==(TimeSpan t1, TimeSpan t2) { return t1._ticks == t2._ticks; }

        public static bool operator !=(TimeSpan t1, TimeSpan t2) { return t1._ticks != t2._ticks; }

        public static bool operator <(TimeSpan t1, TimeSpan t2) { return t1._ticks < t2._ticks; }

        public static bool operator <=(TimeSpan t1, TimeSpan t2) { return t1._ticks <= t2._ticks; }

        public static bool operator >(TimeSpan t1, TimeSpan t2) { return t1._ticks > t2._ticks; }

        public static bool operator >=(TimeSpan t1, TimeSpan t2) { return t1._ticks >= t2._ticks; }

        public override int GetHashCode() { return (int)_ticks ^ (int)(_ticks >> 32); }
    }
}

// System.DateTime, DateTimeKind, DayOfWeek.
using System.Globalization;
using System.Runtime.CompilerServices;

namespace System
{
    [Serializable]
    public enum DateTimeKind
    {
        Utc = 1,
        Local = 2,
    }

    [Serializable]
    public enum DayOfWeek
    {
        Sunday = 0,
        Monday = 1,
        Tuesday = 2,
        Wednesday = 3,
        Thursday = 4,
        Friday = 5,
        Saturday = 6,
    }

    /// <summary>An instant in UTC, in steps of 100 ns, from the year 1601 to the year 3000.</summary>
    [Serializable]
    public struct DateTime
    {
        private const long OriginTicks = 504911232000000000;
        private const long MaxTicks = 946708127999999999;
        private const long UnixEpochTicks = 621355968000000000;
        private const ulong UtcFlag = 0x8000000000000000;

        public static readonly DateTime MinValue = new DateTime(OriginTicks);
        public static readonly DateTime MaxValue = new DateTime(MaxTicks);
        public static readonly DateTime UnixEpoch = new DateTime(UnixEpochTicks);

        // Bit 63: UTC. The rest: 100 ns steps since 1601-01-01, so that default(DateTime) is MinValue. The runtime uses
        // it.
        private ulong _ticks;

        private enum DateTimePart
        {
            Year,
            Month,
            Day,
            DayOfWeek,
            DayOfYear,
            Hour,
            Minute,
            Second,
            Millisecond,
        }

        /// <summary>From 100 ns steps since the year 1.</summary>
        public DateTime(long ticks)
        {
            if (ticks < OriginTicks || ticks > MaxTicks) throw new ArgumentOutOfRangeException("ticks");
            _ticks = (ulong)(ticks - OriginTicks) | UtcFlag;
        }

        /// <summary>Only <see cref="DateTimeKind.Utc"/> is supported.</summary>
        public DateTime(long ticks, DateTimeKind kind) : this(ticks)
        {
            if (kind != DateTimeKind.Utc) throw new ArgumentException();
        }

        public DateTime(int year, int month, int day) : this(year, month, day, 0, 0, 0, 0) { }

        public DateTime(int year, int month, int day, int hour, int minute, int second)
            : this(year, month, day, hour, minute, second, 0)
        {
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern DateTime(int year, int month, int day, int hour, int minute, int second, int millisecond);

        public DateTime Date { get { return new DateTime(Ticks - Ticks % TimeSpan.TicksPerDay); } }

        public int Day { get { return GetDateTimePart(DateTimePart.Day); } }

        public DayOfWeek DayOfWeek { get { return (DayOfWeek)GetDateTimePart(DateTimePart.DayOfWeek); } }

        public int DayOfYear { get { return GetDateTimePart(DateTimePart.DayOfYear); } }

        public int Hour { get { return GetDateTimePart(DateTimePart.Hour); } }

        /// <summary>Always UTC.</summary>
        public DateTimeKind Kind { get { return DateTimeKind.Utc; } }

        public int Millisecond { get { return GetDateTimePart(DateTimePart.Millisecond); } }

        public int Minute { get { return GetDateTimePart(DateTimePart.Minute); } }

        public int Month { get { return GetDateTimePart(DateTimePart.Month); } }

        public static DateTime UtcNow { get { return new DateTime(GetUtcNowAsTicks()); } }

        public int Second { get { return GetDateTimePart(DateTimePart.Second); } }

        /// <summary>100 ns steps since the year 1.</summary>
        public long Ticks { get { return (long)(_ticks & ~UtcFlag) + OriginTicks; } }

        public TimeSpan TimeOfDay { get { return new TimeSpan(Ticks % TimeSpan.TicksPerDay); } }

        public static DateTime Today { get { return new DateTime(GetTodayAsTicks()); } }

        public int Year { get { return GetDateTimePart(DateTimePart.Year); } }

        public DateTime Add(TimeSpan val) { return AddTicks(val.Ticks); }

        public DateTime AddDays(double val) { return AddUnits(val, TimeSpan.TicksPerDay); }

        public DateTime AddHours(double val) { return AddUnits(val, TimeSpan.TicksPerHour); }

        public DateTime AddMilliseconds(double val) { return AddUnits(val, TimeSpan.TicksPerMillisecond); }

        public DateTime AddMinutes(double val) { return AddUnits(val, TimeSpan.TicksPerMinute); }

        public DateTime AddSeconds(double val) { return AddUnits(val, TimeSpan.TicksPerSecond); }

        private DateTime AddUnits(double value, long unit)
        {
            double ticks = value * unit;
            if (!(ticks > -MaxTicks && ticks < MaxTicks)) throw new ArgumentOutOfRangeException();
            return AddTicks((long)ticks);
        }

        public DateTime AddTicks(long val) { return new DateTime(Ticks + val); }

        public static int Compare(DateTime t1, DateTime t2)
        {
            long first = t1.Ticks;
            long second = t2.Ticks;
            return first > second ? 1 : first < second ? -1 : 0;
        }

        public int CompareTo(object val)
        {
            if (val == null) return 1;
            return Compare(this, (DateTime)val);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int DaysInMonth(int year, int month);

        public override bool Equals(object obj) { return obj is DateTime && Ticks == ((DateTime)obj).Ticks; }

        public static bool Equals(DateTime t1, DateTime t2) { return t1.Ticks == t2.Ticks; }

        public TimeSpan Subtract(DateTime val) { return new TimeSpan(Ticks - val.Ticks); }

        public DateTime Subtract(TimeSpan val) { return new DateTime(Ticks - val.Ticks); }

        /// <summary>As "MM/dd/yyyy HH:mm:ss".</summary>
        public override string ToString() { return DateTimeFormat.Format(this, "G"); }

        /// <summary>By a standard letter (d D f F g G m o r s t T u U y) or a custom pattern.</summary>
        public string ToString(string format) { return DateTimeFormat.Format(this, format); }

        public static DateTime operator +(DateTime d, TimeSpan t) { return d.Add(t); }

        public static DateTime operator -(DateTime d, TimeSpan t) { return d.Subtract(t); }

        public static TimeSpan operator -(DateTime d1, DateTime d2) { return d1.Subtract(d2); }

        public static bool operator ==(DateTime d1, DateTime d2) { return d1.Ticks == d2.Ticks; }

        public static bool operator !=(DateTime t1, DateTime t2) { return t1.Ticks != t2.Ticks; }

        public static bool operator <(DateTime t1, DateTime t2) { return t1.Ticks < t2.Ticks; }

        public static bool operator <=(DateTime t1, DateTime t2) { return t1.Ticks <= t2.Ticks; }

        public static bool operator >(DateTime t1, DateTime t2) { return t1.Ticks > t2.Ticks; }

        public static bool operator >=(DateTime t1, DateTime t2) { return t1.Ticks >= t2.Ticks; }

        /// <summary>From seconds since 1970-01-01.</summary>
        public static DateTime FromUnixTimeSeconds(long seconds)
        {
            const long Least = (OriginTicks - UnixEpochTicks) / TimeSpan.TicksPerSecond;
            const long Most = (MaxTicks - UnixEpochTicks) / TimeSpan.TicksPerSecond;
            if (seconds < Least || seconds > Most) throw new ArgumentOutOfRangeException("seconds");
            return new DateTime(UnixEpochTicks + seconds * TimeSpan.TicksPerSecond);
        }

        /// <summary>Whole seconds since 1970-01-01.</summary>
        public long ToUnixTimeSeconds()
        {
            return Ticks / TimeSpan.TicksPerSecond - UnixEpochTicks / TimeSpan.TicksPerSecond;
        }

        public override int GetHashCode()
        {
            long ticks = Ticks;
            return (int)ticks ^ (int)(ticks >> 32);
        }

        /// <summary>Reads round-trip ("o"), sortable ("s"), universal ("u") and RFC 1123 ("r") text.</summary>
        public static DateTime Parse(string s) { return Convert.ToDateTime(s); }

        public static bool TryParse(string s, out DateTime result)
        {
            bool success;
            result = MinValue;
            if (s == null) return false;
            Convert.NativeToDateTime(s, false, out success, out result);
            return success;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private extern int GetDateTimePart(DateTimePart part);

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern long GetUtcNowAsTicks();

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern long GetTodayAsTicks();
    }
}

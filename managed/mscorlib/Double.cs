// System.Double: limits, classification, text and parsing.
using System.Globalization;
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>The double type (IEEE 754).</summary>
    [Serializable]
    public struct Double
    {
        internal double m_value;

        public const double MinValue = -1.7976931348623157E+308;
        public const double MaxValue = 1.7976931348623157E+308;
        public const double Epsilon = 4.9406564584124654E-324;
        public const double NegativeInfinity = -1.0 / 0.0;
        public const double PositiveInfinity = 1.0 / 0.0;
        public const double NaN = 0.0 / 0.0;

        /// <summary>
        /// Negative, zero or positive as this is less than, equal to or greater than value; NaN is lowest.
        /// </summary>
        public int CompareTo(double value) { return CompareTo(m_value, value); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern int CompareTo(double d, double value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool IsInfinity(double d);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool IsNaN(double d);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool IsNegativeInfinity(double d);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool IsPositiveInfinity(double d);

        public static double Parse(string s)
        {
            if (s == null) throw new ArgumentNullException();
            return Convert.ToDouble(s);
        }

        public override string ToString() { return ToString("G"); }

        /// <summary>Text in a standard numeric format: G, N, F or E with an optional precision.</summary>
        public string ToString(string format)
        {
            string symbol = NotFinite(m_value);
            return symbol != null ? symbol : Number.Format(m_value, false, format, NumberFormatInfo.CurrentInfo);
        }

        /// <summary>As Parse, but failure returns false and leaves 0 in result.</summary>
        public static bool TryParse(string s, out double result)
        {
            result = 0;
            if (s == null) return false;
            bool success;
            double value = Convert.NativeToDouble(s, false, out success);
            if (success) result = value;
            return success;
        }

        /// <summary>The symbol of a NaN or an infinity, null for any finite number.</summary>
        internal static string NotFinite(double value)
        {
            if (value != value) return "NaN";
            if (value == PositiveInfinity) return "Infinity";
            return value == NegativeInfinity ? "-Infinity" : null;
        }
    }
}

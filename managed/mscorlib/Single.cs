// System.Single: limits, classification, text and parsing.
using System.Globalization;
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>The float type (IEEE 754).</summary>
    [Serializable]
    public struct Single
    {
        internal float m_value;

        public const float MinValue = -3.40282346638528859e+38f;
        public const float MaxValue = 3.40282346638528859e+38f;
        public const float Epsilon = 1.4e-45f;
        public const float NegativeInfinity = -1.0f / 0.0f;
        public const float PositiveInfinity = 1.0f / 0.0f;
        public const float NaN = 0.0f / 0.0f;

        public static bool IsInfinity(float f) { return f == PositiveInfinity || f == NegativeInfinity; }

        public static bool IsNaN(float f) { return f != f; }

        public static bool IsNegativeInfinity(float f) { return f == NegativeInfinity; }

        public static bool IsPositiveInfinity(float f) { return f == PositiveInfinity; }

        /// <summary>
        /// Negative, zero or positive as this is less than, equal to or greater than value; NaN is lowest.
        /// </summary>
        public int CompareTo(float value) { return Double.CompareTo(m_value, value); }

        public static float Parse(string s)
        {
            if (s == null) throw new ArgumentNullException();
            return Convert.ToSingle(s);
        }

        public override string ToString() { return ToString("G"); }

        /// <summary>Text in a standard numeric format: G, N, F or E with an optional precision.</summary>
        public string ToString(string format)
        {
            string symbol = Double.NotFinite(m_value);
            return symbol != null ? symbol : Number.Format(m_value, false, format, NumberFormatInfo.CurrentInfo);
        }

        /// <summary>As Parse, but failure returns false and leaves 0 in result.</summary>
        public static bool TryParse(string s, out float result)
        {
            double value;
            bool success = Double.TryParse(s, out value);
            result = (float)value;
            return success;
        }
    }
}

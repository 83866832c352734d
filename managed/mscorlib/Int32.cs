// System.Int32: limits, text and parsing.
using System.Globalization;

namespace System
{
    /// <summary>The int type.</summary>
    [Serializable]
    public struct Int32
    {
        internal int m_value;

        public const int MaxValue = 2147483647;
        public const int MinValue = -2147483648;

        /// <summary>Decimal text, a minus sign in front of negative values.</summary>
        public override string ToString() { return Number.Digits(m_value); }

        /// <summary>Text in a standard numeric format: G, D, N, F, E or X with an optional precision.</summary>
        public string ToString(string format)
        {
            return Number.Format(m_value, true, format, NumberFormatInfo.CurrentInfo);
        }

        /// <summary>Reads decimal text; white space around it and a sign are allowed.</summary>
        public static int Parse(string s)
        {
            if (s == null) throw new ArgumentNullException();
            return Convert.ToInt32(s);
        }

        /// <summary>As Parse, but failure returns false and leaves <see cref="MinValue"/> in result.</summary>
        public static bool TryParse(string s, out int result)
        {
            result = MinValue;
            if (s == null) return false;
            bool success;
            long value = Convert.NativeToInt64(s, true, MinValue, MaxValue, 10, false, out success);
            if (success) result = (int)value;
            return success;
        }
    }
}

// System.Int16: limits, text and parsing.
using System.Globalization;

namespace System
{
    /// <summary>The short type.</summary>
    [Serializable]
    public struct Int16
    {
        internal short m_value;

        public const short MaxValue = 32767;
        public const short MinValue = -32768;

        /// <summary>Decimal text, a minus sign in front of negative values.</summary>
        public override string ToString() { return Number.Digits(m_value); }

        /// <summary>Text in a standard numeric format: G, D, N, F, E or X with an optional precision.</summary>
        public string ToString(string format)
        {
            return Number.Format(m_value, true, format, NumberFormatInfo.CurrentInfo);
        }

        /// <summary>Reads decimal text; white space around it and a sign are allowed.</summary>
        public static short Parse(string s)
        {
            if (s == null) throw new ArgumentNullException();
            return Convert.ToInt16(s);
        }

        /// <summary>As Parse, but failure returns false and leaves <see cref="MinValue"/> in result.</summary>
        public static bool TryParse(string s, out short result)
        {
            result = MinValue;
            if (s == null) return false;
            bool success;
            long value = Convert.NativeToInt64(s, true, MinValue, MaxValue, 10, false, out success);
            if (success) result = (short)value;
            return success;
        }
    }
}

// System.SByte: limits, text and parsing.
using System.Globalization;

namespace System
{
    /// <summary>The sbyte type.</summary>
    [Serializable]
    public struct SByte
    {
        internal sbyte m_value;

        public const sbyte MaxValue = 127;
        public const sbyte MinValue = -128;

        /// <summary>Decimal text, a minus sign in front of negative values.</summary>
        public override string ToString() { return Number.Digits(m_value); }

        /// <summary>Text in a standard numeric format: G, D, N, F, E or X with an optional precision.</summary>
        public string ToString(string format)
        {
            return Number.Format(m_value, true, format, NumberFormatInfo.CurrentInfo);
        }

        /// <summary>Reads decimal text; white space around it and a sign are allowed.</summary>
        public static sbyte Parse(string s)
        {
            if (s == null) throw new ArgumentNullException();
            return Convert.ToSByte(s);
        }

        /// <summary>As Parse, but failure returns false and leaves <see cref="MinValue"/> in result.</summary>
        public static bool TryParse(string s, out sbyte result)
        {
            result = MinValue;
            if (s == null) return false;
            bool success;
            long value = Convert.NativeToInt64(s, true, MinValue, MaxValue, 10, false, out success);
            if (success) result = (sbyte)value;
            return success;
        }
    }
}

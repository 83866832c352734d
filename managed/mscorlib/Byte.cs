// System.Byte: limits, text and parsing.
using System.Globalization;

namespace System
{
    /// <summary>The byte type.</summary>
    [Serializable]
    public struct Byte
    {
        internal byte m_value;

        public const byte MaxValue = 255;
        public const byte MinValue = 0;

        /// <summary>Decimal text, a minus sign in front of negative values.</summary>
        public override string ToString() { return Number.Digits(m_value); }

        /// <summary>Text in a standard numeric format: G, D, N, F, E or X with an optional precision.</summary>
        public string ToString(string format)
        {
            return Number.Format(m_value, true, format, NumberFormatInfo.CurrentInfo);
        }

        /// <summary>Reads decimal text; white space around it and a sign are allowed.</summary>
        public static byte Parse(string s)
        {
            if (s == null) throw new ArgumentNullException();
            return Convert.ToByte(s);
        }

        /// <summary>As Parse, but failure returns false and leaves <see cref="MinValue"/> in result.</summary>
        public static bool TryParse(string s, out byte result)
        {
            result = MinValue;
            if (s == null) return false;
            bool success;
            long value = Convert.NativeToInt64(s, true, MinValue, MaxValue, 10, false, out success);
            if (success) result = (byte)value;
            return success;
        }
    }
}

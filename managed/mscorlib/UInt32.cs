// System.UInt32: limits, text and parsing.
using System.Globalization;

namespace System
{
    /// <summary>The uint type.</summary>
    [Serializable]
    public struct UInt32
    {
        internal uint m_value;

        public const uint MaxValue = 4294967295;
        public const uint MinValue = 0;

        /// <summary>Decimal text, a minus sign in front of negative values.</summary>
        public override string ToString() { return Number.Digits(m_value); }

        /// <summary>Text in a standard numeric format: G, D, N, F, E or X with an optional precision.</summary>
        public string ToString(string format)
        {
            return Number.Format(m_value, true, format, NumberFormatInfo.CurrentInfo);
        }

        /// <summary>Reads decimal text; white space around it and a sign are allowed.</summary>
        public static uint Parse(string s)
        {
            if (s == null) throw new ArgumentNullException();
            return Convert.ToUInt32(s);
        }

        /// <summary>As Parse, but failure returns false and leaves <see cref="MinValue"/> in result.</summary>
        public static bool TryParse(string s, out uint result)
        {
            result = MinValue;
            if (s == null) return false;
            bool success;
            long value = Convert.NativeToInt64(s, true, MinValue, MaxValue, 10, false, out success);
            if (success) result = (uint)value;
            return success;
        }
    }
}

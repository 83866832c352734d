// System.Number: the one door through which numbers become text. Checks the format, the runtime does the digits.
using System.Globalization;
using System.Runtime.CompilerServices;

namespace System
{
    internal static class Number
    {
        private const int MaxPrecision = 99;

        /// <summary>Formats a boxed number. A null or empty format means "G".</summary>
        internal static string Format(object value, bool isInteger, string format, NumberFormatInfo info)
        {
            format = Checked(format, isInteger);
            return FormatNative(value, isInteger, format, info.NumberDecimalSeparator, info.NegativeSign,
                info.NumberGroupSeparator, info.NumberGroupSizes);
        }

        /// <summary>An integer in decimal digits: what ToString() gives, where there is no format to check.</summary>
        internal static string Digits(int value) { return DateTimeFormat.FormatDigits(value, 1); }
        internal static string Digits(object value) { return FormatNative(value, true, "G", null, null, null, null); }

        /// <summary>The format if it is a letter of the supported set and a precision of at most two digits.</summary>
        private static string Checked(string format, bool isInteger)
        {
            if (format == null || format.Length == 0) return "G";
            string letters = isInteger ? "GgNnFfEeDdXx" : "GgNnFfEe";
            if (letters.IndexOf(format[0]) < 0) throw new ArgumentException();
            int precision = 0;
            for (int i = 1; i < format.Length; i++)
            {
                char c = format[i];
                if (c < '0' || c > '9') throw new ArgumentException();
                precision = precision * 10 + (c - '0');
                if (precision > MaxPrecision) throw new ArgumentException();
            }
            return format;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern string FormatNative(object value, bool isInteger, string format,
            string numberDecimalSeparator, string negativeSign, string numberGroupSeparator, int[] numberGroupSizes);
    }
}

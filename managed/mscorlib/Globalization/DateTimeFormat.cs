// System.Globalization.DateTimeFormat: expands date and time patterns.
using System.Runtime.CompilerServices;

namespace System.Globalization
{
    internal static class DateTimeFormat
    {
        private const string RoundTripPattern = "yyyy'-'MM'-'dd'T'HH':'mm':'ss.fffffff'Z'";

        /// <summary>Text of a date by a standard letter or a custom pattern; null or "" is "G".</summary>
        internal static string Format(DateTime value, string format)
        {
            DateTimeFormatInfo info = DateTimeFormatInfo.CurrentInfo;
            if (format == null || format.Length == 0) format = "G";
            string pattern = format.Length == 1 ? Standard(format[0], info) : format;
            return Expand(value, pattern.ToCharArray(), info);
        }

        private static string Standard(char letter, DateTimeFormatInfo info)
        {
            switch (letter)
            {
                case 'd': return info.ShortDatePattern;
                case 'D': return info.LongDatePattern;
                case 'f': return info.LongDatePattern + " " + info.ShortTimePattern;
                case 'F':
                case 'U': return info.FullDateTimePattern;
                case 'g': return info.ShortDatePattern + " " + info.ShortTimePattern;
                case 'G': return info.ShortDatePattern + " " + info.LongTimePattern;
                case 'm':
                case 'M': return info.MonthDayPattern;
                case 'o':
                case 'O': return RoundTripPattern;
                case 'r':
                case 'R': return info.RFC1123Pattern;
                case 's': return info.SortableDateTimePattern;
                case 't': return info.ShortTimePattern;
                case 'T': return info.LongTimePattern;
                case 'u': return info.UniversalSortableDateTimePattern;
                case 'y':
                case 'Y': return info.YearMonthPattern;
                default: throw new ArgumentException("Unknown date format.");
            }
        }

        private static string Expand(DateTime value, char[] pattern, DateTimeFormatInfo info)
        {
            string text = "";
            int i = 0;
            while (i < pattern.Length)
            {
                char c = pattern[i];
                if (c == '\\')
                {
                    if (i + 1 == pattern.Length) throw new ArgumentException("The date format ends in a backslash.");
                    text += pattern[i + 1].ToString();
                    i += 2;
                }
                else if (c == '\'' || c == '"')
                {
                    text += Quoted(pattern, ref i);
                }
                else if (c == '%')
                {
                    if (i + 1 == pattern.Length || pattern[i + 1] == '%')
                    {
                        throw new ArgumentException("No letter follows a percent sign of the date format.");
                    }
                    text += Expand(value, new char[] { pattern[i + 1] }, info);
                    i += 2;
                }
                else
                {
                    int run = 1;
                    while (i + run < pattern.Length && pattern[i + run] == c) run++;
                    string part = Part(value, c, run, info);
                    // Without a fraction there is no point in front of it.
                    bool isLost = c == 'F' && part.Length == 0 && text.Length > 0 && text[text.Length - 1] == '.';
                    text = isLost ? text.Substring(0, text.Length - 1) : text + part;
                    i += run;
                }
            }
            return text;
        }

        /// <summary>
        /// The text in quotes at position i, which it moves behind them; a character behind a backslash stands for itself.
        /// </summary>
        private static string Quoted(char[] pattern, ref int i)
        {
            char quote = pattern[i++];
            string text = "";
            while (i < pattern.Length && pattern[i] != quote)
            {
                if (pattern[i] == '\\') i++;
                if (i < pattern.Length) text += pattern[i++].ToString();
            }
            if (i == pattern.Length) throw new ArgumentException("A quote of the date format is not closed.");
            i++;
            return text;
        }

        /// <summary>Text of a run of one pattern letter; other characters stand for themselves.</summary>
        private static string Part(DateTime value, char letter, int run, DateTimeFormatInfo info)
        {
            int hour = value.Hour;
            switch (letter)
            {
                case 'h': return Digits(hour % 12 == 0 ? 12 : hour % 12, run, 2);
                case 'H': return Digits(hour, run, 2);
                case 'm': return Digits(value.Minute, run, 2);
                case 's': return Digits(value.Second, run, 2);
                case 'f':
                case 'F': return Fraction(value, letter, run);
                case 't':
                    string half = hour < 12 ? info.AMDesignator : info.PMDesignator;
                    return run == 1 ? half.Substring(0, 1) : half;
                case 'd': return Day(value, run, info);
                case 'M': return Month(value, run, info);
                case 'y': return run <= 2 ? Digits(value.Year % 100, run, 2) : Digits(value.Year, run, run);
                case 'z': return run == 1 ? "+0" : run == 2 ? "+00" : "+00:00";
                case 'K': return "Z";
                case ':': return Repeated(info.TimeSeparator, run);
                case '/': return Repeated(info.DateSeparator, run);
                default: return new string(letter, run);
            }
        }

        private static string Day(DateTime value, int run, DateTimeFormatInfo info)
        {
            if (run <= 2) return Digits(value.Day, run, 2);
            return (run == 3 ? info.AbbreviatedDayNames : info.DayNames)[(int)value.DayOfWeek];
        }

        private static string Month(DateTime value, int run, DateTimeFormatInfo info)
        {
            if (run <= 2) return Digits(value.Month, run, 2);
            return (run == 3 ? info.AbbreviatedMonthNames : info.MonthNames)[value.Month - 1];
        }

        /// <summary>The first digits (at most 7) of the second's fraction; 'F' drops zeros at the end.</summary>
        private static string Fraction(DateTime value, char letter, int run)
        {
            if (run > 7) throw new ArgumentException("The date format has more than 7 digits of a second.");
            int fraction = (int)(value.Ticks % TimeSpan.TicksPerSecond);
            string digits = fraction.ToString().PadLeft(7, '0').Substring(0, run);
            return letter == 'F' ? digits.TrimEnd('0') : digits;
        }

        private static string Digits(int value, int run, int most)
        {
            return FormatDigits(value, run < most ? run : most);
        }

        /// <summary>At least <paramref name="length"/> decimal digits, after "-" if negative.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern string FormatDigits(int value, int length);

        private static string Repeated(string text, int count)
        {
            string result = text;
            for (int i = 1; i < count; i++) result += text;
            return result;
        }
    }
}

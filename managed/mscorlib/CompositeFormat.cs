// System.CompositeFormat: the work behind String.Format.
namespace System
{
    /// <summary>
    /// Expands a composite format string. Nano libraries report malformed text with ArgumentException.
    /// </summary>
    internal static class CompositeFormat
    {
        internal static string Format(string format, object[] args)
        {
            char[] text = format.ToCharArray();
            string result = "";
            int plain = 0; // start of the text not yet copied
            int i = 0;
            while (i < text.Length)
            {
                char c = text[i];
                if (c != '{' && c != '}')
                {
                    i++;
                    continue;
                }
                bool doubled = i + 1 < text.Length && text[i + 1] == c;
                if (!doubled && c == '}') throw Malformed(i);
                int end = doubled ? i + 1 : i;
                if (end > plain) result += new string(text, plain, end - plain);
                i = doubled ? i + 2 : i + 1;
                if (!doubled) result += Item(text, ref i, args);
                plain = i;
            }
            if (plain == 0) return format;
            return text.Length > plain ? result + new string(text, plain, text.Length - plain) : result;
        }

        /// <summary>Reads "index[,alignment][:format]}" at position i, which it moves past the closing brace.</summary>
        private static string Item(char[] text, ref int i, object[] args)
        {
            int index = Digits(text, ref i);
            bool left = false;
            int width = 0;
            if (i < text.Length && text[i] == ',')
            {
                i++;
                SkipSpaces(text, ref i);
                if (i < text.Length && text[i] == '-')
                {
                    left = true;
                    i++;
                }
                width = Digits(text, ref i);
            }
            string format = null;
            if (i < text.Length && text[i] == ':')
            {
                int start = ++i;
                while (i < text.Length && text[i] != '}' && text[i] != '{') i++;
                if (i == start) throw Malformed(i);
                format = new string(text, start, i - start);
            }
            if (i >= text.Length || text[i] != '}') throw Malformed(i);
            i++;
            string value = ValueText(args[index], format);
            return left ? value.PadRight(width) : value.PadLeft(width);
        }

        /// <summary>A decimal number of at most six digits, with spaces allowed behind it.</summary>
        private static int Digits(char[] text, ref int i)
        {
            int value = 0;
            int start = i;
            while (i < text.Length && text[i] >= '0' && text[i] <= '9')
            {
                if (i - start == 6) throw Malformed(i);
                value = value * 10 + (text[i++] - '0');
            }
            if (i == start) throw Malformed(i);
            SkipSpaces(text, ref i);
            return value;
        }

        private static void SkipSpaces(char[] text, ref int i)
        {
            while (i < text.Length && text[i] == ' ') i++;
        }

        /// <summary>The text of one argument; the format applies to numbers, dates and IFormattable.</summary>
        private static string ValueText(object value, string format)
        {
            if (value == null) return "";
            string text = format == null ? value.ToString() : Formatted(value, format);
            return text == null ? "" : text;
        }

        private static string Formatted(object value, string format)
        {
            if (value is int) return ((int)value).ToString(format);
            if (value is double) return ((double)value).ToString(format);
            if (value is float) return ((float)value).ToString(format);
            if (value is long) return ((long)value).ToString(format);
            if (value is byte) return ((byte)value).ToString(format);
            if (value is DateTime) return ((DateTime)value).ToString(format);
            if (value is uint) return ((uint)value).ToString(format);
            if (value is ulong) return ((ulong)value).ToString(format);
            if (value is short) return ((short)value).ToString(format);
            if (value is ushort) return ((ushort)value).ToString(format);
            if (value is sbyte) return ((sbyte)value).ToString(format);
            IFormattable formattable = value as IFormattable;
            return formattable != null ? formattable.ToString(format, null) : value.ToString();
        }

        private static ArgumentException Malformed(int column)
        {
            return new ArgumentException("Format error at column " + column.ToString());
        }
    }
}

// A small JSON writer for twins and method answers.
using System;
using System.Collections;
using System.Text;

namespace nanoFramework.Azure.Devices.Shared
{
    /// <summary>
    /// Writes null, bool, numbers, strings, dates (round-trip form), dictionaries, twin collections and anything
    /// enumerable. Enums are written as numbers, NaN and infinities as null, other objects as the text that ToString
    /// gives.
    /// </summary>
    internal static class JsonWriter
    {
        internal static string Write(object value)
        {
            StringBuilder json = new StringBuilder();
            Value(json, value);
            return json.ToString();
        }

        private static void Value(StringBuilder json, object value)
        {
            TwinCollection twin = value as TwinCollection;
            if (twin != null) value = twin.Properties;
            if (value == null) json.Append("null");
            else if (value is string) Text(json, (string)value);
            else if (value is bool) json.Append((bool)value ? "true" : "false");
            else if (value is double) Real(json, (double)value);
            else if (value is float) Real(json, (float)value);
            else if (value is IDictionary) Object(json, (IDictionary)value);
            else if (value is IEnumerable) List(json, (IEnumerable)value);
            else if (IsInteger(value)) json.Append(value.ToString());
            else if (value is DateTime) Text(json, ((DateTime)value).ToString("o"));
            else Text(json, value.ToString());
        }

        private static bool IsInteger(object value)
        {
            return value is int || value is long || value is byte || value is short || value is ushort ||
                value is uint || value is ulong || value is sbyte || value is Enum;
        }

        private static void Real(StringBuilder json, double value)
        {
            json.Append(value - value == 0 ? value.ToString() : "null");
        }

        private static void Object(StringBuilder json, IDictionary members)
        {
            bool isFirst = true;
            json.Append('{');
            foreach (DictionaryEntry member in members)
            {
                if (!isFirst) json.Append(',');
                isFirst = false;
                Text(json, member.Key.ToString());
                json.Append(':');
                Value(json, member.Value);
            }
            json.Append('}');
        }

        private static void List(StringBuilder json, IEnumerable items)
        {
            bool isFirst = true;
            json.Append('[');
            foreach (object item in items)
            {
                if (!isFirst) json.Append(',');
                isFirst = false;
                Value(json, item);
            }
            json.Append(']');
        }

        private static void Text(StringBuilder json, string text)
        {
            json.Append('"');
            char[] chars = text.ToCharArray();
            int plain = 0;
            for (int i = 0; i < chars.Length; i++)
            {
                char c = chars[i];
                if (c >= ' ' && c != '"' && c != '\\') continue;
                json.Append(chars, plain, i - plain);
                plain = i + 1;
                json.Append('\\');
                if (c == '"' || c == '\\') json.Append(c);
                else if (c == '\n') json.Append('n');
                else if (c == '\r') json.Append('r');
                else if (c == '\t') json.Append('t');
                else json.Append("u00").Append(Hex.Digit(c >> 4)).Append(Hex.Digit(c & 15));
            }
            json.Append(chars, plain, chars.Length - plain);
            json.Append('"');
        }
    }
}

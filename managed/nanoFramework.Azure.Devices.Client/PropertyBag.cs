// The property bag of messages: "k=v&k2=v2", percent-encoded UTF-8.
using System;
using System.Collections;
using System.Text;
using nanoFramework.Azure.Devices.Shared;

namespace nanoFramework.Azure.Devices.Client
{
    internal static class PropertyBag
    {
        /// <summary>Adds "name=value", both encoded, and an '&amp;' in front if there is something already.</summary>
        internal static string With(string bag, string name, string value)
        {
            return (bag.Length == 0 ? "" : bag + "&") + Encode(name) + "=" + Encode(value);
        }

        /// <summary>As With, for a system property such as "$.ct", whose name goes unencoded.</summary>
        internal static string WithSystem(string bag, string name, string value)
        {
            return (bag.Length == 0 ? "" : bag + "&") + name + "=" + Encode(value);
        }

        /// <summary>
        /// Splits first and decodes then, so that encoded separators stay in names and values. The last of equal names
        /// counts.
        /// </summary>
        internal static Hashtable Parse(string bag)
        {
            Hashtable properties = new Hashtable();
            string[] parts = bag.Split('&');
            for (int i = 0; i < parts.Length; i++)
            {
                if (parts[i].Length == 0) continue;
                int equals = parts[i].IndexOf('=');
                if (equals < 0) properties[Decode(parts[i])] = null;
                else properties[Decode(parts[i].Substring(0, equals))] = Decode(parts[i].Substring(equals + 1));
            }
            return properties;
        }

        private static string Encode(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            StringBuilder encoded = new StringBuilder(bytes.Length);
            for (int i = 0; i < bytes.Length; i++)
            {
                byte b = bytes[i];
                if (IsPlain(b)) encoded.Append((char)b);
                else encoded.Append('%').Append(Hex.Digit(b >> 4)).Append(Hex.Digit(b & 15));
            }
            return encoded.ToString();
        }

        /// <summary>Letters, digits, '-', '.', '_' and '~'.</summary>
        private static bool IsPlain(byte b)
        {
            return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' ||
                b == '.' || b == '_' || b == '~';
        }

        /// <summary>A '%' that is not followed by two hex digits stands for itself.</summary>
        private static string Decode(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            int length = 0;
            for (int i = 0; i < bytes.Length; i++)
            {
                byte b = bytes[i];
                if (b == '+')
                {
                    b = (byte)' ';
                }
                else if (b == '%' && i + 2 < bytes.Length && HexPair(bytes, i + 1) >= 0)
                {
                    b = (byte)HexPair(bytes, i + 1);
                    i += 2;
                }
                bytes[length++] = b;
            }
            return length == 0 ? "" : Encoding.UTF8.GetString(bytes, 0, length);
        }

        /// <summary>The byte that two hex digits stand for, negative if one of them is none.</summary>
        private static int HexPair(byte[] text, int at)
        {
            return Hex.Value((char)text[at]) << 4 | Hex.Value((char)text[at + 1]);
        }
    }
}

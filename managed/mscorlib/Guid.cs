// System.Guid.
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>A 128-bit identifier.</summary>
    [Serializable]
    public struct Guid
    {
        // The 16 bytes in the order of ToByteArray, four to an int, low byte first.
        private readonly int _data0;
        private readonly int _data1;
        private readonly int _data2;
        private readonly int _data3;

        public static readonly Guid Empty = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        public Guid(int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)
        {
            _data0 = a;
            _data1 = (ushort)b | (c << 16);
            _data2 = d | (e << 8) | (f << 16) | (g << 24);
            _data3 = h | (i << 8) | (j << 16) | (k << 24);
        }

        public Guid(uint a, ushort b, ushort c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)
            : this((int)a, (short)b, (short)c, d, e, f, g, h, i, j, k)
        {
        }

        public Guid(byte[] b)
        {
            if (b == null) throw new ArgumentNullException("b");
            if (b.Length != 16) throw new ArgumentException();
            _data0 = BitConverter.ToInt32(b, 0);
            _data1 = BitConverter.ToInt32(b, 4);
            _data2 = BitConverter.ToInt32(b, 8);
            _data3 = BitConverter.ToInt32(b, 12);
        }

        /// <summary>From "dddddddd-dddd-dddd-dddd-dddddddddddd".</summary>
        public Guid(string g)
        {
            if (g == null) throw new ArgumentNullException("g");
            if (!TryParseGuidWithDashes(g, out this)) throw new ArgumentException();
        }

        /// <summary>Orders by the fields, first to last.</summary>
        public int CompareTo(object value)
        {
            if (value == null) return 1;
            if (!(value is Guid)) throw new ArgumentException();
            Guid other = (Guid)value;
            if (_data0 != other._data0) return _data0 < other._data0 ? -1 : 1;
            if (_data1 != other._data1) return _data1 < other._data1 ? -1 : 1;
            if (_data2 != other._data2) return _data2 < other._data2 ? -1 : 1;
            return _data3 < other._data3 ? -1 : _data3 > other._data3 ? 1 : 0;
        }

        public byte[] ToByteArray()
        {
            byte[] bytes = new byte[16];
            Write(_data0, bytes, 0);
            Write(_data1, bytes, 4);
            Write(_data2, bytes, 8);
            Write(_data3, bytes, 12);
            return bytes;
        }

        private static void Write(int value, byte[] bytes, int at)
        {
            for (int i = 0; i < 4; i++) bytes[at + i] = (byte)(value >> (8 * i));
        }

        public override string ToString()
        {
            char[] text = new char[36];
            byte[] bytes = ToByteArray();
            int at = 0;
            for (int i = 0; i < 16; i++)
            {
                if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
                // The first three groups are numbers, written high byte first.
                int source = i < 4 ? 3 - i : i < 6 ? 9 - i : i < 8 ? 13 - i : i;
                text[at++] = HexDigit(bytes[source] >> 4);
                text[at++] = HexDigit(bytes[source] & 15);
            }
            return new string(text);
        }

        private static char HexDigit(int value) { return (char)(value < 10 ? '0' + value : 'a' + value - 10); }

        public override bool Equals(object o)
        {
            if (!(o is Guid)) return false;
            Guid other = (Guid)o;
            return _data0 == other._data0 && _data1 == other._data1 && _data2 == other._data2 && _data3 == other._data3;
        }

        public override int GetHashCode() { return _data0 ^ _data1 ^ _data2 ^ _data3; }

        /// <summary>A random (version 4) identifier.</summary>
        public static Guid NewGuid() { return new Guid(GenerateNewGuid()); }

        /// <summary>Reads five groups of 8, 4, 4, 4 and 12 hex digits joined by dashes.</summary>
        public static bool TryParseGuidWithDashes(string input, out Guid result)
        {
            result = Empty;
            if (input == null || input.Length != 36) return false;
            char[] text = input.ToCharArray();
            byte[] bytes = new byte[16];
            int at = 0;
            for (int i = 0; i < 16; i++)
            {
                if ((i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-') return false;
                int high = HexValue(text[at++]);
                int low = HexValue(text[at++]);
                if (high < 0 || low < 0) return false;
                int target = i < 4 ? 3 - i : i < 6 ? 9 - i : i < 8 ? 13 - i : i;
                bytes[target] = (byte)((high << 4) | low);
            }
            result = new Guid(bytes);
            return true;
        }

        private static int HexValue(char c)
        {
            if (c >= '0' && c <= '9') return c - '0';
            if (c >= 'a' && c <= 'f') return c - 'a' + 10;
            return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern byte[] GenerateNewGuid();
    }
}

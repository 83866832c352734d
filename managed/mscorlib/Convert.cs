// System.Convert: text to numbers, Base64.
using System.Runtime.CompilerServices;

namespace System
{
    [Flags]
    public enum Base64FormattingOptions
    {
        None = 0,
        InsertLineBreaks = 1,
    }

    /// <summary>Conversions. Integers are read in base 2, 8, 10 or 16; base 16 allows "0x" in front.</summary>
    public static class Convert
    {
        /// <summary>
        /// Reads an integer and checks it against min and max; both 0 stands for the whole range of UInt64, whose bits
        /// come back as a long. On failure throws if throwException, else clears success.
        /// </summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern long NativeToInt64(string value, bool signed, long min, long max, int fromBase,
            bool throwException, out bool success);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern double NativeToDouble(string value, bool throwException, out bool success);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void NativeToDateTime(string value, bool throwException, out bool success,
            out DateTime result);

        public static bool ToBoolean(byte value) { return value != 0; }

        public static char ToChar(ushort value) { return (char)value; }

        public static byte ToByte(bool value) { return value ? (byte)1 : (byte)0; }

        public static DateTime ToDateTime(string value)
        {
            bool success;
            DateTime result;
            if (value == null) throw new ArgumentNullException("value");
            NativeToDateTime(value, true, out success, out result);
            return result;
        }

        public static sbyte ToSByte(string value, int fromBase = 10)
        {
            return (sbyte)ToInteger(value, SByte.MinValue, SByte.MaxValue, fromBase);
        }

        public static byte ToByte(string value, int fromBase = 10)
        {
            return (byte)ToInteger(value, Byte.MinValue, Byte.MaxValue, fromBase);
        }

        public static short ToInt16(string value, int fromBase = 10)
        {
            return (short)ToInteger(value, Int16.MinValue, Int16.MaxValue, fromBase);
        }

        public static ushort ToUInt16(string value, int fromBase = 10)
        {
            return (ushort)ToInteger(value, UInt16.MinValue, UInt16.MaxValue, fromBase);
        }

        public static int ToInt32(string value, int fromBase = 10)
        {
            return (int)ToInteger(value, Int32.MinValue, Int32.MaxValue, fromBase);
        }

        public static uint ToUInt32(string value, int fromBase = 10)
        {
            return (uint)ToInteger(value, UInt32.MinValue, UInt32.MaxValue, fromBase);
        }

        public static long ToInt64(string value, int fromBase = 10)
        {
            return (long)ToInteger(value, Int64.MinValue, Int64.MaxValue, fromBase);
        }

        public static ulong ToUInt64(string value, int fromBase = 10)
        {
            return (ulong)ToInteger(value, 0, 0, fromBase);
        }

        private static long ToInteger(string value, long min, long max, int fromBase)
        {
            bool success;
            if (value == null) throw new ArgumentNullException("value");
            return NativeToInt64(value, min < 0 || max > 0, min, max, fromBase, true, out success);
        }

        public static double ToDouble(string value)
        {
            bool success;
            if (value == null) throw new ArgumentNullException("value");
            return NativeToDouble(value, true, out success);
        }

        public static float ToSingle(string value) { return (float)ToDouble(value); }

        public static string ToBase64String(byte[] inArray)
        {
            return ToBase64String(inArray, Base64FormattingOptions.None);
        }

        public static string ToBase64String(byte[] inArray, Base64FormattingOptions options)
        {
            if (inArray == null) throw new ArgumentNullException("inArray");
            return ToBase64String(inArray, 0, inArray.Length, options);
        }

        public static string ToBase64String(byte[] inArray, int offset, int length)
        {
            return ToBase64String(inArray, offset, length, Base64FormattingOptions.None);
        }

        /// <summary>Lines of 76 characters, ended by CR LF, if asked for.</summary>
        public static string ToBase64String(byte[] inArray, int offset, int length, Base64FormattingOptions options)
        {
            if (inArray == null) throw new ArgumentNullException("inArray");
            if (offset < 0 || length < 0 || offset > inArray.Length - length) throw new ArgumentOutOfRangeException();
            if (options < Base64FormattingOptions.None || options > Base64FormattingOptions.InsertLineBreaks)
            {
                throw new ArgumentException();
            }
            return ToBase64String(inArray, offset, length, options == Base64FormattingOptions.InsertLineBreaks);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern string ToBase64String(byte[] inArray, int offset, int length, bool insertLineBreaks);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern byte[] FromBase64String(string inString);

        public static byte[] FromBase64CharArray(char[] inArray, int offset, int length)
        {
            if (inArray == null) throw new ArgumentNullException("inArray");
            if (offset < 0 || length < 0 || offset > inArray.Length - length) throw new ArgumentOutOfRangeException();
            return FromBase64String(new string(inArray, offset, length));
        }
    }
}

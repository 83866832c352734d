// System.Text: encodings. There is one, UTF-8; the runtime does the work, as its strings are UTF-8.
using System.Runtime.CompilerServices;

namespace System.Text
{
    /// <summary>Bytes to characters and back.</summary>
    public abstract class Encoding
    {
        private static UTF8Encoding s_utf8;

        protected Encoding() { }

        public static Encoding UTF8
        {
            get
            {
                if (s_utf8 == null) s_utf8 = new UTF8Encoding();
                return s_utf8;
            }
        }

        public virtual byte[] GetBytes(string s) { throw new NotImplementedException(); }

        /// <summary>Writes the bytes of part of a string into a buffer and returns how many.</summary>
        public virtual int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex)
        {
            throw new NotImplementedException();
        }

        public virtual char[] GetChars(byte[] bytes) { throw new NotImplementedException(); }

        public virtual char[] GetChars(byte[] bytes, int byteIndex, int byteCount)
        {
            throw new NotImplementedException();
        }

        public virtual string GetString(byte[] bytes, int index, int count)
        {
            return new string(GetChars(bytes, index, count));
        }

        public abstract Decoder GetDecoder();
    }

    /// <summary>UTF-8.</summary>
    public class UTF8Encoding : Encoding
    {
        public UTF8Encoding() { }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern byte[] GetBytes(string s);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern char[] GetChars(byte[] bytes);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern char[] GetChars(byte[] bytes, int byteIndex, int byteCount);

        public override Decoder GetDecoder() { return new UTF8Decoder(); }
    }

    /// <summary>Decodes bytes that come in pieces.</summary>
    public abstract class Decoder
    {
        protected Decoder() { }

        /// <summary>
        /// Decodes as much as fits into chars; completed tells that all bytes were used. Bytes of a character that is
        /// cut off at the end are left for the next call.
        /// </summary>
        public abstract void Convert(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex,
            int charCount,
            bool flush, out int bytesUsed, out int charsUsed, out bool completed);
    }

    internal class UTF8Decoder : Decoder
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern void Convert(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex,
            int charCount,
            bool flush, out int bytesUsed, out int charsUsed, out bool completed);
    }
}

// System.String. Strings are UTF-8 inside the runtime and UTF-16 code units to their users; what walks the text is
// native.
using System.Collections;
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>Immutable text. Comparison is ordinal; case changes are ASCII only.</summary>
    [Serializable]
    public sealed class String : IComparable, IEnumerable
    {
        public static readonly string Empty = "";

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern String(char[] value, int startIndex, int length);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern String(char[] value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern String(char c, int count);

        [IndexerName("Chars")]
        public extern char this[int index]
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern int Length
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        /// <summary>The UTF-16 code units in order.</summary>
        public IEnumerator GetEnumerator() { return ToCharArray().GetEnumerator(); }

        public override bool Equals(object obj) { return Equals(this, obj as string); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool Equals(string a, string b);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool operator ==(string a, string b);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool operator !=(string a, string b);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern char[] ToCharArray();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern char[] ToCharArray(int startIndex, int length);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string[] Split(params char[] separator);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string[] Split(char[] separator, int count);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string Substring(int startIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string Substring(int startIndex, int length);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string Trim(params char[] trimChars);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string TrimStart(params char[] trimChars);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string TrimEnd(params char[] trimChars);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Compare(string strA, string strB);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int CompareTo(object value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int CompareTo(string strB);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOf(char value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOf(char value, int startIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOf(char value, int startIndex, int count);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOfAny(char[] anyOf);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOfAny(char[] anyOf, int startIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOfAny(char[] anyOf, int startIndex, int count);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOf(string value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOf(string value, int startIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int IndexOf(string value, int startIndex, int count);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOf(char value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOf(char value, int startIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOf(char value, int startIndex, int count);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOfAny(char[] anyOf);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOfAny(char[] anyOf, int startIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOfAny(char[] anyOf, int startIndex, int count);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOf(string value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOf(string value, int startIndex);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int LastIndexOf(string value, int startIndex, int count);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string ToLower();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string ToUpper();

        public override string ToString() { return this; }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern string Trim();

        public static string Concat(object arg0) { return TextOf(arg0); }

        public static string Concat(object arg0, object arg1) { return Concat(TextOf(arg0), TextOf(arg1)); }

        public static string Concat(object arg0, object arg1, object arg2)
        {
            return Concat(TextOf(arg0), TextOf(arg1), TextOf(arg2));
        }

        public static string Concat(params object[] args)
        {
            if (args == null) throw new ArgumentNullException("args");
            string[] texts = new string[args.Length];
            for (int i = 0; i < texts.Length; i++) texts[i] = TextOf(args[i]);
            return Concat(texts);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern string Concat(string str0, string str1);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern string Concat(string str0, string str1, string str2);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern string Concat(string str0, string str1, string str2, string str3);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern string Concat(params string[] values);

        /// <summary>There is no intern pool: the string itself, which compares equal by content.</summary>
        public static string Intern(string str)
        {
            if (str == null) throw new ArgumentNullException("str");
            return str;
        }

        /// <summary>There is no intern pool: the string itself.</summary>
        public static string IsInterned(string str)
        {
            if (str == null) throw new ArgumentNullException("str");
            return str;
        }

        /// <summary>
        /// Replaces each {index[,alignment][:format]} by the text of args[index]; {{ and }} stand for braces. Throws
        /// ArgumentException if the format is malformed, IndexOutOfRangeException if it names a missing argument.
        /// </summary>
        public static string Format(string format, params object[] args)
        {
            if (format == null) throw new NullReferenceException();
            return CompositeFormat.Format(format, args);
        }

        public string PadLeft(int totalWidth, char paddingChar = ' ')
        {
            if (totalWidth < 0) throw new ArgumentOutOfRangeException("totalWidth");
            int missing = totalWidth - Length;
            return missing > 0 ? new string(paddingChar, missing) + this : this;
        }

        public string PadRight(int totalWidth, char paddingChar = ' ')
        {
            if (totalWidth < 0) throw new ArgumentOutOfRangeException("totalWidth");
            int missing = totalWidth - Length;
            return missing > 0 ? this + new string(paddingChar, missing) : this;
        }

        public static bool IsNullOrEmpty(string value) { return (object)value == null || value.Length == 0; }

        public bool Contains(string value) { return IndexOf(value) >= 0; }

        public bool StartsWith(string value)
        {
            if ((object)value == null) throw new ArgumentNullException("value");
            int length = value.Length;
            if (length == 0) return true;
            return length <= Length && IndexOf(value, 0, length) == 0;
        }

        public bool EndsWith(string value)
        {
            if ((object)value == null) throw new ArgumentNullException("value");
            int length = value.Length;
            if (length == 0) return true;
            int start = Length - length;
            return start >= 0 && IndexOf(value, start, length) == start;
        }

        private static string TextOf(object value) { return value == null ? "" : value.ToString(); }
    }
}

// System.Char: one UTF-16 code unit.
namespace System
{
    /// <summary>The char type.</summary>
    [Serializable]
    public struct Char
    {
#pragma warning disable 649
        private char m_value;
#pragma warning restore 649

        public const char MaxValue = (char)0xFFFF;
        public const char MinValue = (char)0;

        public override string ToString() { return new string(m_value, 1); }

        /// <summary>ASCII letters only; any other character is returned unchanged.</summary>
        public char ToLower() { return m_value >= 'A' && m_value <= 'Z' ? (char)(m_value + 32) : m_value; }

        /// <summary>ASCII letters only; any other character is returned unchanged.</summary>
        public char ToUpper() { return m_value >= 'a' && m_value <= 'z' ? (char)(m_value - 32) : m_value; }
    }
}

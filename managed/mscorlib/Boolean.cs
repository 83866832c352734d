// System.Boolean.
namespace System
{
    /// <summary>The bool type.</summary>
    [Serializable]
    public struct Boolean
    {
#pragma warning disable 649
        private bool m_value;
#pragma warning restore 649

        public static readonly string FalseString = "False";
        public static readonly string TrueString = "True";

        public override string ToString() { return m_value ? TrueString : FalseString; }
    }
}

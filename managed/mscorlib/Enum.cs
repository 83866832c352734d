// System.Enum: the base of all enums. Member names are not in the file format, so the text of a value is its number.
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>The base of all enums.</summary>
    [Serializable]
    public abstract class Enum : ValueType
    {
        protected Enum() { }

        /// <summary>Whether all bits of flag, which must be of the same type, are set.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern bool HasFlag(Enum flag);

        /// <summary>The underlying number as decimal text.</summary>
        public override string ToString() { return GetType().GetField("value__").GetValue(this).ToString(); }
    }

    /// <summary>The kinds of primitive data.</summary>
    [Serializable]
    public enum TypeCode
    {
        Empty = 0,
        Object = 1,
        DBNull = 2,
        Boolean = 3,
        Char = 4,
        SByte = 5,
        Byte = 6,
        Int16 = 7,
        UInt16 = 8,
        Int32 = 9,
        UInt32 = 10,
        Int64 = 11,
        UInt64 = 12,
        Single = 13,
        Double = 14,
        Decimal = 15,
        DateTime = 16,
        String = 18,
    }
}

// System.Array and its enumerator. Arrays are zero-based vectors of one dimension.
using System.Collections;
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>The base of all arrays.</summary>
    [Serializable]
    public abstract class Array : ICloneable, IList
    {
        protected Array() { }

        public extern int Length
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        int ICollection.Count { get { return Length; } }

        public object SyncRoot { get { return this; } }

        public bool IsReadOnly { get { return false; } }

        public bool IsFixedSize { get { return true; } }

        public bool IsSynchronized { get { return false; } }

        extern object IList.this[int index]
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
            [MethodImpl(MethodImplOptions.InternalCall)]
            set;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern Array CreateInstance(Type elementType, int length);

        public static void Copy(Array sourceArray, Array destinationArray, int length)
        {
            Copy(sourceArray, 0, destinationArray, 0, length);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Copy(Array sourceArray, int sourceIndex, Array destinationArray,
            int destinationIndex, int length);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Clear(Array array, int index, int length);

        public object GetValue(int index) { return ((IList)this)[index]; }

        /// <summary>A shallow copy.</summary>
        public object Clone()
        {
            int length = Length;
            Array copy = CreateInstance(GetType().GetElementType(), length);
            Copy(this, 0, copy, 0, length);
            return copy;
        }

        public static int BinarySearch(Array array, object value, IComparer comparer)
        {
            if (array == null) throw new ArgumentNullException("array");
            return BinarySearch(array, 0, array.Length, value, comparer);
        }

        /// <summary>
        /// Index of value in a sorted range, or the complement of the index where it would be inserted.
        /// </summary>
        public static int BinarySearch(Array array, int index, int length, object value, IComparer comparer)
        {
            if (array == null) throw new ArgumentNullException("array");
            if (index < 0 || length < 0) throw new ArgumentOutOfRangeException();
            if (index > array.Length - length) throw new ArgumentException();
            IList items = array;
            int low = index;
            int high = index + length - 1;
            while (low <= high)
            {
                int middle = low + ((high - low) >> 1);
                int order = Order(items[middle], value, comparer);
                if (order == 0) return middle;
                if (order < 0) low = middle + 1;
                else high = middle - 1;
            }
            return ~low;
        }

        private static int Order(object item, object value, IComparer comparer)
        {
            if (comparer != null) return comparer.Compare(item, value);
            IComparable comparable = item as IComparable;
            if (comparable != null) return comparable.CompareTo(value);
            comparable = value as IComparable;
            if (comparable != null) return -comparable.CompareTo(item);
            return Number(item).CompareTo(Number(value));
        }

        /// <summary>Value of a boxed number or char: the primitive types do not implement IComparable here.</summary>
        private static double Number(object item)
        {
            if (item is int) return (int)item;
            if (item is byte) return (byte)item;
            if (item is long) return (long)item;
            if (item is double) return (double)item;
            if (item is float) return (float)item;
            if (item is char) return (char)item;
            if (item is short) return (short)item;
            if (item is ushort) return (ushort)item;
            if (item is uint) return (uint)item;
            if (item is ulong) return (ulong)item;
            if (item is sbyte) return (sbyte)item;
            throw new InvalidOperationException("Failed to compare two elements in the array");
        }

        public void CopyTo(Array array, int index) { Copy(this, 0, array, index, Length); }

        public IEnumerator GetEnumerator() { return new SZArrayEnumerator(this, 0, Length); }

        public static int IndexOf(Array array, object value)
        {
            if (array == null) throw new ArgumentNullException("array");
            return IndexOf(array, value, 0, array.Length);
        }

        public static int IndexOf(Array array, object value, int startIndex)
        {
            if (array == null) throw new ArgumentNullException("array");
            return IndexOf(array, value, startIndex, array.Length - startIndex);
        }

        /// <summary>First index of value in a range by Equals, or -1.</summary>
        public static int IndexOf(Array array, object value, int startIndex, int count)
        {
            if (array == null) throw new ArgumentNullException("array");
            if (startIndex < 0 || count < 0 || startIndex > array.Length - count)
            {
                throw new ArgumentOutOfRangeException();
            }
            int found;
            if (TrySzIndexOf(array, startIndex, count, value, out found)) return found;
            IList items = array;
            for (int i = startIndex; i < startIndex + count; i++)
            {
                if (Equals(items[i], value)) return i;
            }
            return -1;
        }

        /// <summary>The runtime's quick search; false if it cannot serve this type of element.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern bool TrySzIndexOf(Array sourceArray, int sourceIndex, int count, object value,
            out int retVal);

        int IList.Add(object value) { throw new NotSupportedException(); }

        bool IList.Contains(object value) { return IndexOf(this, value) >= 0; }

        void IList.Clear() { Clear(this, 0, Length); }

        int IList.IndexOf(object value) { return IndexOf(this, value); }

        void IList.Insert(int index, object value) { throw new NotSupportedException(); }

        void IList.Remove(object value) { throw new NotSupportedException(); }

        void IList.RemoveAt(int index) { throw new NotSupportedException(); }

        /// <summary>Walks a range of an array; ArrayList uses it for its items too.</summary>
        internal sealed class SZArrayEnumerator : IEnumerator
        {
            private readonly IList _items;
            private readonly int _start;
            private readonly int _end;
            private int _index;

            internal SZArrayEnumerator(Array array, int start, int end)
            {
                _items = array;
                _start = start;
                _end = end;
                _index = start - 1;
            }

            public bool MoveNext()
            {
                if (_index >= _end) return false;
                _index++;
                return _index < _end;
            }

            public object Current
            {
                get
                {
                    if (_index < _start || _index >= _end) throw new InvalidOperationException();
                    return _items[_index];
                }
            }

            public void Reset() { _index = _start - 1; }
        }
    }
}

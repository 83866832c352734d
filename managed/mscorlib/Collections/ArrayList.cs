// System.Collections.ArrayList: a list that grows by doubling. The runtime works on _items and _size.
using System.Runtime.CompilerServices;

namespace System.Collections
{
    /// <summary>A list of objects.</summary>
    [Serializable]
    public class ArrayList : IList, ICloneable
    {
        private const int DefaultCapacity = 4;

        // The first _size elements are the list; the rest are null.
        private object[] _items;
        private int _size;

        public ArrayList() { _items = new object[DefaultCapacity]; }

        public virtual int Capacity
        {
            get { return _items.Length; }
            set { SetCapacity(value); }
        }

        public virtual int Count { get { return _size; } }

        public virtual bool IsFixedSize { get { return false; } }

        public virtual bool IsReadOnly { get { return false; } }

        public virtual bool IsSynchronized { get { return false; } }

        public virtual object SyncRoot { get { return this; } }

        public virtual extern object this[int index]
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
            [MethodImpl(MethodImplOptions.InternalCall)]
            set;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern int Add(object value);

        public virtual int BinarySearch(object value, IComparer comparer)
        {
            return Array.BinarySearch(_items, 0, _size, value, comparer);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern void Clear();

        public virtual object Clone()
        {
            ArrayList copy = new ArrayList();
            copy._items = new object[_items.Length];
            copy._size = _size;
            Array.Copy(_items, 0, copy._items, 0, _size);
            return copy;
        }

        public virtual bool Contains(object value) { return IndexOf(value) >= 0; }

        public virtual void CopyTo(Array array) { CopyTo(array, 0); }

        public virtual void CopyTo(Array array, int index) { Array.Copy(_items, 0, array, index, _size); }

        public virtual IEnumerator GetEnumerator() { return new Array.SZArrayEnumerator(_items, 0, _size); }

        public virtual int IndexOf(object value) { return Array.IndexOf(_items, value, 0, _size); }

        public virtual int IndexOf(object value, int startIndex)
        {
            return Array.IndexOf(_items, value, startIndex, _size - startIndex);
        }

        public virtual int IndexOf(object value, int startIndex, int count)
        {
            if (startIndex > _size - count) throw new ArgumentOutOfRangeException();
            return Array.IndexOf(_items, value, startIndex, count);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern void Insert(int index, object value);

        public virtual void Remove(object value)
        {
            int index = IndexOf(value);
            if (index >= 0) RemoveAt(index);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern void RemoveAt(int index);

        public virtual object[] ToArray() { return (object[])ToArray(typeof(object)); }

        /// <summary>A new array of the given element type.</summary>
        public virtual Array ToArray(Type type)
        {
            Array array = Array.CreateInstance(type, _size);
            Array.Copy(_items, 0, array, 0, _size);
            return array;
        }

        /// <summary>Changes the length of the backing array; less than Count is refused.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        private extern void SetCapacity(int capacity);
    }
}

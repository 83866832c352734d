// System.Collections.Stack: last in, first out.
namespace System.Collections
{
    /// <summary>A stack of objects.</summary>
    [Serializable]
    public class Stack : ICollection, ICloneable
    {
        private const int DefaultCapacity = 4;

        // The first _size elements are the stack, its top last; the rest are null.
        private object[] _array = new object[DefaultCapacity];
        private int _size;

        public Stack() { }

        public virtual int Count { get { return _size; } }

        public virtual bool IsSynchronized { get { return false; } }

        public virtual object SyncRoot { get { return this; } }

        public virtual void Clear()
        {
            Array.Clear(_array, 0, _size);
            _size = 0;
        }

        public virtual object Clone()
        {
            Stack copy = new Stack();
            copy._array = new object[_array.Length];
            copy._size = _size;
            Array.Copy(_array, 0, copy._array, 0, _size);
            return copy;
        }

        public virtual bool Contains(object obj) { return Array.IndexOf(_array, obj, 0, _size) >= 0; }

        /// <summary>Top first.</summary>
        public virtual void CopyTo(Array array, int index)
        {
            if (array == null) throw new ArgumentNullException("array");
            if (index < 0) throw new ArgumentOutOfRangeException("index");
            if (index > array.Length - _size) throw new ArgumentException();
            Array.Copy(ToArray(), 0, array, index, _size);
        }

        public virtual IEnumerator GetEnumerator() { return ToArray().GetEnumerator(); }

        /// <summary>The item that Pop would return.</summary>
        public virtual object Peek()
        {
            if (_size == 0) throw new InvalidOperationException();
            return _array[_size - 1];
        }

        public virtual object Pop()
        {
            object top = Peek();
            _array[--_size] = null;
            return top;
        }

        public virtual void Push(object obj)
        {
            if (_size == _array.Length)
            {
                object[] larger = new object[_size * 2];
                Array.Copy(_array, 0, larger, 0, _size);
                _array = larger;
            }
            _array[_size++] = obj;
        }

        /// <summary>Top first.</summary>
        public virtual object[] ToArray()
        {
            object[] items = new object[_size];
            for (int i = 0; i < _size; i++) items[i] = _array[_size - 1 - i];
            return items;
        }
    }
}

// System.Collections.Queue: first in, first out, in a ring.
namespace System.Collections
{
    /// <summary>A queue of objects.</summary>
    [Serializable]
    public class Queue : ICollection, ICloneable
    {
        private const int DefaultCapacity = 4;

        // The _size items start at _head and wrap round at the end of _array; all other elements are null.
        private object[] _array = new object[DefaultCapacity];
        private int _head;
        private int _size;

        public Queue() { }

        public virtual int Count { get { return _size; } }

        public virtual bool IsSynchronized { get { return false; } }

        public virtual object SyncRoot { get { return this; } }

        public virtual object Clone()
        {
            Queue copy = new Queue();
            copy._array = new object[_array.Length];
            copy._size = _size;
            CopyTo(copy._array, 0);
            return copy;
        }

        public virtual void Clear()
        {
            Array.Clear(_array, 0, _array.Length);
            _head = 0;
            _size = 0;
        }

        public virtual void CopyTo(Array array, int index)
        {
            if (array == null) throw new ArgumentNullException("array");
            if (index < 0) throw new ArgumentOutOfRangeException("index");
            if (index > array.Length - _size) throw new ArgumentException();
            int first = _array.Length - _head;
            if (first > _size) first = _size;
            Array.Copy(_array, _head, array, index, first);
            Array.Copy(_array, 0, array, index + first, _size - first);
        }

        public virtual void Enqueue(object obj)
        {
            if (_size == _array.Length)
            {
                object[] larger = new object[_size * 2];
                CopyTo(larger, 0);
                _array = larger;
                _head = 0;
            }
            _array[(_head + _size) % _array.Length] = obj;
            _size++;
        }

        public virtual IEnumerator GetEnumerator() { return ToArray().GetEnumerator(); }

        public virtual object Dequeue()
        {
            object first = Peek();
            _array[_head] = null;
            _head = (_head + 1) % _array.Length;
            _size--;
            return first;
        }

        /// <summary>The item that Dequeue would return.</summary>
        public virtual object Peek()
        {
            if (_size == 0) throw new InvalidOperationException();
            return _array[_head];
        }

        public virtual bool Contains(object obj) { return Array.IndexOf(ToArray(), obj) >= 0; }

        public virtual object[] ToArray()
        {
            object[] items = new object[_size];
            CopyTo(items, 0);
            return items;
        }
    }
}

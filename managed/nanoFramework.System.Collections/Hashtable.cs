// System.Collections.Hashtable: chained hashing in parallel arrays, so that an entry costs no object of its own.
namespace System.Collections
{
    /// <summary>
    /// Values by key. Keys are told apart by Equals; enumeration follows the order of insertion until a removal.
    /// </summary>
    [Serializable]
    public class Hashtable : ICloneable, IDictionary
    {
        private const int DefaultCapacity = 4;
        private const int Unused = -2; // _next of a free entry

        // Entry i is (_keys[i], _values[i]) with hash code _hashes[i]; _next[i] is the next entry of its bucket, -1 at
        // the end. _buckets[hash % length] is one more than the first entry's index. Free entries below _used are
        // chained from _free.
        private int[] _buckets;
        private int[] _next;
        private int[] _hashes;
        private object[] _keys;
        private object[] _values;
        private int[] _free;
        private int _freeCount;
        private int _used;
        private int _version;

        public Hashtable() { Allocate(DefaultCapacity); }

        public Hashtable(int capacity) : this(capacity, 1.0f) { }

        /// <summary>The load factor (0.1 to 1) is checked and otherwise without effect.</summary>
        public Hashtable(int capacity, float loadFactor)
        {
            if (capacity < 0) throw new ArgumentOutOfRangeException("capacity");
            if (!(loadFactor >= 0.1f && loadFactor <= 1.0f)) throw new ArgumentOutOfRangeException("loadFactor");
            Allocate(capacity < DefaultCapacity ? DefaultCapacity : capacity);
        }

        public int Count { get { return _used - _freeCount; } }

        public bool IsSynchronized { get { return false; } }

        public object SyncRoot { get { return this; } }

        public bool IsReadOnly { get { return false; } }

        public bool IsFixedSize { get { return false; } }

        public ICollection Keys { get { return new View(this, HashtableEnumerator.Keys); } }

        public ICollection Values { get { return new View(this, HashtableEnumerator.Values); } }

        /// <summary>The value of a key, null if there is none; setting adds or replaces.</summary>
        public object this[object key]
        {
            get
            {
                int entry = Find(key);
                return entry < 0 ? null : _values[entry];
            }

            set { Put(key, value, false); }
        }

        public object Clone()
        {
            Hashtable copy = new Hashtable(Count);
            for (int i = 0; i < _used; i++)
            {
                if (_next[i] != Unused) copy.Put(_keys[i], _values[i], false);
            }
            return copy;
        }

        public IEnumerator GetEnumerator() { return new HashtableEnumerator(this, HashtableEnumerator.Entries); }

        /// <summary>Copies DictionaryEntry objects.</summary>
        public void CopyTo(Array array, int arrayIndex) { Copy(this, array, arrayIndex); }

        /// <summary>Throws ArgumentException if the key is there already.</summary>
        public void Add(object key, object value) { Put(key, value, true); }

        public void Clear()
        {
            _version++;
            Allocate(DefaultCapacity);
        }

        public bool Contains(object key) { return Find(key) >= 0; }

        public void Remove(object key)
        {
            if (key == null) throw new ArgumentNullException("key");
            int hash = Hash(key);
            int bucket = hash % _buckets.Length;
            int before = -1;
            for (int i = _buckets[bucket] - 1; i >= 0; before = i, i = _next[i])
            {
                if (_hashes[i] != hash || !Equals(_keys[i], key)) continue;
                if (before < 0) _buckets[bucket] = _next[i] + 1;
                else _next[before] = _next[i];
                Release(i);
                return;
            }
        }

        private void Release(int entry)
        {
            _version++;
            _keys[entry] = null;
            _values[entry] = null;
            _next[entry] = Unused;
            if (_free == null) _free = new int[_next.Length];
            _free[_freeCount++] = entry;
        }

        private int Find(object key)
        {
            if (key == null) throw new ArgumentNullException("key");
            int hash = Hash(key);
            for (int i = _buckets[hash % _buckets.Length] - 1; i >= 0; i = _next[i])
            {
                if (_hashes[i] == hash && Equals(_keys[i], key)) return i;
            }
            return -1;
        }

        private void Put(object key, object value, bool isNew)
        {
            int entry = Find(key);
            if (entry >= 0)
            {
                if (isNew) throw new ArgumentException("The key is there already.");
                _values[entry] = value;
                _version++;
                return;
            }
            if (_freeCount == 0 && _used == _next.Length) Grow();
            int hash = Hash(key);
            int bucket = hash % _buckets.Length;
            entry = _freeCount > 0 ? _free[--_freeCount] : _used++;
            _keys[entry] = key;
            _values[entry] = value;
            _hashes[entry] = hash;
            _next[entry] = _buckets[bucket] - 1;
            _buckets[bucket] = entry + 1;
            _version++;
        }

        /// <summary>Doubles the table. Called only when no entry is free, so that all of them move along.</summary>
        private void Grow()
        {
            object[] keys = _keys;
            object[] values = _values;
            int[] hashes = _hashes;
            int count = _used;
            Allocate(count * 2);
            Array.Copy(keys, 0, _keys, 0, count);
            Array.Copy(values, 0, _values, 0, count);
            Array.Copy(hashes, 0, _hashes, 0, count);
            for (int i = 0; i < count; i++)
            {
                int bucket = _hashes[i] % _buckets.Length;
                _next[i] = _buckets[bucket] - 1;
                _buckets[bucket] = i + 1;
            }
            _used = count;
        }

        private void Allocate(int capacity)
        {
            _buckets = new int[capacity | 1];
            _next = new int[capacity];
            _hashes = new int[capacity];
            _keys = new object[capacity];
            _values = new object[capacity];
            _free = null;
            _freeCount = 0;
            _used = 0;
        }

        private static int Hash(object key) { return key.GetHashCode() & int.MaxValue; }

        private static void Copy(ICollection items, Array array, int index)
        {
            if (array == null) throw new ArgumentNullException("array");
            if (index < 0) throw new ArgumentOutOfRangeException("index");
            if (index > array.Length - items.Count) throw new ArgumentException();
            IList target = array;
            foreach (object item in items) target[index++] = item;
        }

        /// <summary>Walks the entries; a change of the table ends it with InvalidOperationException.</summary>
        private sealed class HashtableEnumerator : IDictionaryEnumerator
        {
            internal const int Entries = 0;
            internal const int Keys = 1;
            internal const int Values = 2;

            private readonly Hashtable _table;
            private readonly int _kind;
            private readonly int _version;
            private int _index = -1;

            internal HashtableEnumerator(Hashtable table, int kind)
            {
                _table = table;
                _kind = kind;
                _version = table._version;
            }

            public bool MoveNext()
            {
                CheckVersion();
                if (_index >= _table._used) return false;
                do
                {
                    _index++;
                }
                while (_index < _table._used && _table._next[_index] == Unused);
                return _index < _table._used;
            }

            public void Reset()
            {
                CheckVersion();
                _index = -1;
            }

            public object Key
            {
                get
                {
                    CheckPosition();
                    return _table._keys[_index];
                }
            }

            public object Value
            {
                get
                {
                    CheckPosition();
                    return _table._values[_index];
                }
            }

            public DictionaryEntry Entry { get { return new DictionaryEntry(Key, Value); } }

            public object Current
            {
                get
                {
                    if (_kind == Keys) return Key;
                    return _kind == Values ? Value : Entry;
                }
            }

            private void CheckVersion()
            {
                if (_version != _table._version) throw new InvalidOperationException("The table has changed.");
            }

            private void CheckPosition()
            {
                CheckVersion();
                if (_index < 0 || _index >= _table._used) throw new InvalidOperationException();
            }
        }

        /// <summary>The keys or the values as a collection.</summary>
        private sealed class View : ICollection
        {
            private readonly Hashtable _table;
            private readonly int _kind;

            internal View(Hashtable table, int kind)
            {
                _table = table;
                _kind = kind;
            }

            public int Count { get { return _table.Count; } }

            public object SyncRoot { get { return _table; } }

            public bool IsSynchronized { get { return false; } }

            public void CopyTo(Array array, int index) { Copy(this, array, index); }

            public IEnumerator GetEnumerator() { return new HashtableEnumerator(_table, _kind); }
        }
    }
}

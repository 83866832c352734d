// System.Text.StringBuilder: text in one growing array of characters.
namespace System.Text
{
    /// <summary>Text that can be changed.</summary>
    public sealed class StringBuilder
    {
        private const int DefaultCapacity = 16;
        private const int DoubledUpTo = 128;

        // The first _length elements are the text.
        private char[] _chars;
        private int _length;
        private readonly int _maxCapacity;

        public StringBuilder(string value, int startIndex, int length, int capacity) : this(capacity, int.MaxValue)
        {
            if (value == null) value = "";
            Append(value.ToCharArray(), startIndex, length);
        }

        public StringBuilder(string value, int capacity) : this(capacity, int.MaxValue) { Append(value); }

        /// <summary>A capacity of 0 stands for 16.</summary>
        public StringBuilder(int capacity, int maxCapacity)
        {
            if (maxCapacity < 1) throw new ArgumentOutOfRangeException("maxCapacity");
            if (capacity < 0 || capacity > maxCapacity) throw new ArgumentOutOfRangeException("capacity");
            if (capacity == 0) capacity = maxCapacity < DefaultCapacity ? maxCapacity : DefaultCapacity;
            _chars = new char[capacity];
            _maxCapacity = maxCapacity;
        }

        public StringBuilder(int capacity) : this(capacity, int.MaxValue) { }

        public StringBuilder(string value) : this(value, 0) { }

        public StringBuilder() : this(0, int.MaxValue) { }

        public int MaxCapacity { get { return _maxCapacity; } }

        public char this[int index]
        {
            get
            {
                if (index < 0 || index >= _length) throw new IndexOutOfRangeException();
                return _chars[index];
            }

            set
            {
                if (index < 0 || index >= _length) throw new ArgumentOutOfRangeException("index");
                _chars[index] = value;
            }
        }

        public int Capacity
        {
            get { return _chars.Length; }
            set
            {
                if (value < _length || value > _maxCapacity) throw new ArgumentOutOfRangeException("value");
                if (value != _chars.Length) Resize(value);
            }
        }

        /// <summary>Setting it cuts the text or fills it up with NUL characters.</summary>
        public int Length
        {
            get { return _length; }
            set
            {
                if (value < 0 || value > _maxCapacity) throw new ArgumentOutOfRangeException("value");
                if (value > _length)
                {
                    Reserve(value - _length);
                    Array.Clear(_chars, _length, value - _length);
                }
                _length = value;
            }
        }

        public StringBuilder Append(bool value) { return Append(value.ToString()); }

        public StringBuilder Append(byte value) { return Append(value.ToString()); }

        public StringBuilder Append(double value) { return Append(value.ToString()); }

        public StringBuilder Append(short value) { return Append(value.ToString()); }

        public StringBuilder Append(int value) { return Append(value.ToString()); }

        public StringBuilder Append(long value) { return Append(value.ToString()); }

        public StringBuilder Append(sbyte value) { return Append(value.ToString()); }

        public StringBuilder Append(float value) { return Append(value.ToString()); }

        public StringBuilder Append(ushort value) { return Append(value.ToString()); }

        public StringBuilder Append(uint value) { return Append(value.ToString()); }

        public StringBuilder Append(ulong value) { return Append(value.ToString()); }

        public StringBuilder Append(char value)
        {
            Reserve(1);
            _chars[_length++] = value;
            return this;
        }

        public StringBuilder Append(char[] value)
        {
            return value == null ? this : Append(value, 0, value.Length);
        }

        public StringBuilder Append(object value) { return value == null ? this : Append(value.ToString()); }

        public StringBuilder Append(string value)
        {
            if (value == null) return this;
            char[] chars = value.ToCharArray();
            return Append(chars, 0, chars.Length);
        }

        public StringBuilder Append(string value, int startIndex, int count)
        {
            if (startIndex < 0 || count < 0) throw new ArgumentOutOfRangeException();
            if (count == 0 && (value != null || startIndex == 0)) return this;
            if (value == null) throw new ArgumentNullException("value");
            return Append(value.ToCharArray(), startIndex, count);
        }

        public StringBuilder Append(char[] value, int startIndex, int charCount)
        {
            if (!HasRange(value, startIndex, charCount)) return this;
            Reserve(charCount);
            Array.Copy(value, startIndex, _chars, _length, charCount);
            _length += charCount;
            return this;
        }

        public StringBuilder Append(char value, int repeatCount)
        {
            if (repeatCount < 0) throw new ArgumentOutOfRangeException("repeatCount");
            Reserve(repeatCount);
            for (int i = 0; i < repeatCount; i++) _chars[_length++] = value;
            return this;
        }

        public StringBuilder Remove(int startIndex, int length)
        {
            CheckRange(startIndex, length);
            Array.Copy(_chars, startIndex + length, _chars, startIndex, _length - startIndex - length);
            _length -= length;
            return this;
        }

        /// <summary>Inserts count copies of value.</summary>
        public StringBuilder Insert(int index, string value, int count)
        {
            CheckRange(index, 0);
            if (count < 0) throw new ArgumentOutOfRangeException("count");
            if (value == null) return this;
            char[] chars = value.ToCharArray();
            for (int i = 0; i < count; i++) Insert(index, chars, 0, chars.Length);
            return this;
        }

        public StringBuilder Insert(int index, char[] value, int startIndex, int charCount)
        {
            CheckRange(index, 0);
            if (!HasRange(value, startIndex, charCount)) return this;
            Reserve(charCount);
            Array.Copy(_chars, index, _chars, index + charCount, _length - index);
            Array.Copy(value, startIndex, _chars, index, charCount);
            _length += charCount;
            return this;
        }

        public StringBuilder Replace(char oldChar, char newChar, int startIndex, int count)
        {
            CheckRange(startIndex, count);
            for (int i = startIndex; i < startIndex + count; i++)
            {
                if (_chars[i] == oldChar) _chars[i] = newChar;
            }
            return this;
        }

        public StringBuilder Replace(char oldChar, char newChar) { return Replace(oldChar, newChar, 0, _length); }

        /// <summary>Replaces what lies wholly in the range.</summary>
        public StringBuilder Replace(string oldValue, string newValue, int startIndex, int count)
        {
            CheckRange(startIndex, count);
            if (oldValue == null) throw new ArgumentNullException("oldValue");
            if (oldValue.Length == 0) throw new ArgumentException();
            char[] old = oldValue.ToCharArray();
            StringBuilder result = new StringBuilder(_length, _maxCapacity);
            int copied = 0;
            int last = startIndex + count - old.Length;
            for (int i = startIndex; i <= last; i++)
            {
                if (!Matches(old, i)) continue;
                result.Append(_chars, copied, i - copied).Append(newValue);
                copied = i + old.Length;
                i = copied - 1;
            }
            if (copied == 0) return this;
            result.Append(_chars, copied, _length - copied);
            _chars = result._chars;
            _length = result._length;
            return this;
        }

        public StringBuilder Replace(string oldValue, string newValue)
        {
            return Replace(oldValue, newValue, 0, _length);
        }

        public StringBuilder Clear()
        {
            _length = 0;
            return this;
        }

        public override string ToString() { return new string(_chars, 0, _length); }

        public string ToString(int startIndex, int length)
        {
            CheckRange(startIndex, length);
            return new string(_chars, startIndex, length);
        }

        /// <summary>Lines end in CR LF.</summary>
        public StringBuilder AppendLine(string str) { return Append(str).AppendLine(); }

        public StringBuilder AppendLine() { return Append("\r\n"); }

        private bool Matches(char[] value, int at)
        {
            for (int i = 0; i < value.Length; i++)
            {
                if (_chars[at + i] != value[i]) return false;
            }
            return true;
        }

        /// <summary>False if value is null and nothing of it is asked for.</summary>
        private static bool HasRange(char[] value, int startIndex, int charCount)
        {
            if (startIndex < 0 || charCount < 0) throw new ArgumentOutOfRangeException();
            if (value == null && startIndex == 0 && charCount == 0) return false;
            if (value == null) throw new ArgumentNullException("value");
            if (startIndex > value.Length - charCount) throw new ArgumentOutOfRangeException();
            return true;
        }

        private void CheckRange(int startIndex, int count)
        {
            if (startIndex < 0 || count < 0 || startIndex > _length - count) throw new ArgumentOutOfRangeException();
        }

        /// <summary>Makes room for more characters: twice as much as there is at first, later an eighth more. Old
        /// and new array are there together, which a small board feels more than some moves of memory.</summary>
        private void Reserve(int more)
        {
            if (more <= _chars.Length - _length) return;
            if (more > _maxCapacity - _length) throw new ArgumentOutOfRangeException("capacity");
            int room = _chars.Length < DoubledUpTo ? _chars.Length : _chars.Length / 8;
            int capacity = _chars.Length > _maxCapacity - room ? _maxCapacity : _chars.Length + room;
            Resize(capacity < _length + more ? _length + more : capacity);
        }

        private void Resize(int capacity)
        {
            char[] chars = new char[capacity];
            Array.Copy(_chars, 0, chars, 0, _length);
            _chars = chars;
        }
    }
}

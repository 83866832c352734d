// System.GC, System.WeakReference, System.SpanByte.
using System.Runtime.CompilerServices;
using System.Threading;

namespace System
{
    /// <summary>Finalizers.</summary>
    public static class GC
    {
        private const int PollMilliseconds = 10;

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern bool AnyPendingFinalizers();

        /// <summary>Waits until every finalizer that is due has run.</summary>
        public static void WaitForPendingFinalizers()
        {
            while (AnyPendingFinalizers()) Thread.Sleep(PollMilliseconds);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void SuppressFinalize(object obj);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void ReRegisterForFinalize(object obj);
    }

    /// <summary>
    /// Refers to an object without keeping it alive. The target is kept by the runtime, outside the fields.
    /// </summary>
    [Serializable]
    public class WeakReference
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern WeakReference(object target);

        public virtual extern bool IsAlive
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public virtual extern object Target
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
            [MethodImpl(MethodImplOptions.InternalCall)]
            set;
        }
    }

    /// <summary>A window on a byte array.</summary>
    [Serializable]
    public struct SpanByte
    {
        private readonly byte[] _array;
        private readonly int _start;
        private readonly int _length;

        public SpanByte(byte[] array) : this(array, 0, array == null ? 0 : array.Length) { }

        public SpanByte(byte[] array, int start, int length)
        {
            int available = array == null ? 0 : array.Length;
            if (start < 0 || length < 0 || start > available - length) throw new ArgumentOutOfRangeException();
            _array = array;
            _start = start;
            _length = length;
        }

        public byte this[int index]
        {
            get
            {
                if (index < 0 || index >= _length) throw new ArgumentOutOfRangeException();
                return _array[_start + index];
            }

            set
            {
                if (index < 0 || index >= _length) throw new ArgumentOutOfRangeException();
                _array[_start + index] = value;
            }
        }

        public static SpanByte Empty { get { return new SpanByte(); } }

        public int Length { get { return _length; } }

        public bool IsEmpty { get { return _length == 0; } }

        /// <summary>Copies all bytes to the start of destination, which must be long enough.</summary>
        public void CopyTo(SpanByte destination)
        {
            if (destination._length < _length) throw new ArgumentException();
            if (_length > 0) Array.Copy(_array, _start, destination._array, destination._start, _length);
        }

        public SpanByte Slice(int start) { return Slice(start, _length - start); }

        public SpanByte Slice(int start, int length)
        {
            if (start < 0 || length < 0 || start > _length - length) throw new ArgumentOutOfRangeException();
            return new SpanByte(_array, _start + start, length);
        }

        /// <summary>A copy of the bytes.</summary>
        public byte[] ToArray()
        {
            byte[] copy = new byte[_length];
            if (_length > 0) Array.Copy(_array, _start, copy, 0, _length);
            return copy;
        }

        public static implicit operator SpanByte(byte[] array) { return new SpanByte(array); }
    }
}

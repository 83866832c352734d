// System.Random. The generator's state is the runtime's, in _random.
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>Pseudo-random numbers; not for secrets.</summary>
    public class Random
    {
#pragma warning disable 169
        private object _random;
#pragma warning restore 169

        /// <summary>Seeded from the clock.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern Random();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern Random(int seed);

        /// <summary>At least 0.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern int Next();

        /// <summary>At least 0 and less than maxValue.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern int Next(int maxValue);

        /// <summary>At least 0 and less than 1.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern double NextDouble();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern void NextBytes(byte[] buffer);
    }
}

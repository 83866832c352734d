// System.Environment.
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>The machine that the program runs on.</summary>
    public static class Environment
    {
        /// <summary>Milliseconds since the board started.</summary>
        public static extern long TickCount64
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }
    }
}

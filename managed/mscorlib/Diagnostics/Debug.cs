// System.Diagnostics.Debug and Debugger. Calls of Debug are compiled in only where DEBUG is defined.
using System.Runtime.CompilerServices;

namespace System.Diagnostics
{
    /// <summary>Output and checks for developers.</summary>
    public static class Debug
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void WriteLineNative(string text, bool addLineFeed);

        [Conditional("DEBUG")]
        public static void Write(string message) { WriteLineNative(message, false); }

        [Conditional("DEBUG")]
        public static void WriteLine() { WriteLineNative("", true); }

        [Conditional("DEBUG")]
        public static void WriteLine(string message) { WriteLineNative(message, true); }

        [Conditional("DEBUG")]
        public static void Assert(bool condition)
        {
            if (!condition) Fail(null, null);
        }

        [Conditional("DEBUG")]
        public static void Assert(bool condition, string message)
        {
            if (!condition) Fail(message, null);
        }

        /// <summary>
        /// Writes the messages and stops in the debugger, if there is one, when the condition is false.
        /// </summary>
        [Conditional("DEBUG")]
        public static void Assert(bool condition, string message, string detailedMessage)
        {
            if (!condition) Fail(message, detailedMessage);
        }

        private static void Fail(string message, string detailedMessage)
        {
            WriteLineNative("Assertion failed" + (message == null ? "" : ": " + message), true);
            if (detailedMessage != null) WriteLineNative(detailedMessage, true);
            if (Debugger.IsAttached) Debugger.Break();
        }
    }

    /// <summary>The debugger's state.</summary>
    public static class Debugger
    {
        public static extern bool IsAttached
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Break();
    }
}

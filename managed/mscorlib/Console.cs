// System.Console: output only, to where Debug writes.
using System.Diagnostics;

namespace System
{
    /// <summary>Text output. Lines end in what the host's output wants.</summary>
    public static class Console
    {
        public static void Write(string value) { Debug.WriteLineNative(value, false); }

        public static void WriteLine() { Debug.WriteLineNative("", true); }

        public static void WriteLine(string value) { Debug.WriteLineNative(value, true); }
    }
}

// A core library of its own: the types that the format knows by name, an empty System.Decimal (which mcs wants and the
// PE file leaves out), an open generic delegate, native methods of several shapes, and modifiers that compilers add.
// mcs -nostdlib -noconfig -optimize+ -debug- -langversion:7 -unsafe- -target:library -out:mscorlib.dll mscorlib.cs
using System.Runtime.CompilerServices;

[assembly: System.Reflection.AssemblyVersion("1.17.3.4")]

namespace System
{
    public class Object
    {
        ~Object() { }
        public virtual string ToString() { return null; }
        [MethodImpl(MethodImplOptions.InternalCall)] public extern Type GetType();
    }
    public abstract class ValueType { }
    public abstract class Enum : ValueType { }
    public struct Void { }
    public struct Boolean { private bool m_value; }
    public struct Char { private char m_value; public const char MaxValue = '\xFFFF'; }
    public struct SByte { private sbyte m_value; }
    public struct Byte { private byte m_value; }
    public struct Int16 { private short m_value; }
    public struct UInt16 { private ushort m_value; }
    public struct Int32 { private int m_value; public static int Parse(string text) { return text.Length; } }
    public struct UInt32 { private uint m_value; }
    public struct Int64 { private long m_value; }
    public struct UInt64 { private ulong m_value; }
    public struct Single { private float m_value; }
    public struct Double { private double m_value; }
    public struct Decimal { }
    public struct IntPtr { private int m_value; }
    public struct UIntPtr { private uint m_value; }
    public struct DateTime { private ulong m_ticks; public DateTime(TimeSpan since) { m_ticks = since.Ticks; } }
    public struct TimeSpan { private ulong m_ticks; public ulong Ticks { get { return m_ticks; } } }
    public sealed class String
    {
        public extern int Length { [MethodImpl(MethodImplOptions.InternalCall)] get; }
        [MethodImpl(MethodImplOptions.InternalCall)] public extern static string Join(string separator, params string[] parts);
        [MethodImpl(MethodImplOptions.InternalCall)] public extern static bool Split(ref string text, out byte[][] parts);
    }
    public class WeakReference { public extern object Target { [MethodImpl(MethodImplOptions.InternalCall)] get; } }
    public abstract class Type { }
    public struct RuntimeTypeHandle { }
    public struct RuntimeFieldHandle { }
    public struct RuntimeMethodHandle { }
    public abstract class Array { }
    public abstract class Delegate { }
    public abstract class MulticastDelegate : Delegate { }
    public delegate void AsyncCallback(IAsyncResult result);
    public interface IAsyncResult { }
    public interface IDisposable { void Dispose(); }
    public delegate TResult Func<T, TResult>(T argument, T[] more);
    public class Exception { private string _message; public string Message { get { return _message; } } }
    [AttributeUsage(AttributeTargets.All)] public abstract class Attribute { }
    public sealed class AttributeUsageAttribute : Attribute { public AttributeUsageAttribute(AttributeTargets on) { } public bool AllowMultiple { get; set; } public bool Inherited { get; set; } }
    public enum AttributeTargets { All = 0x7FFF }
    [Flags] public enum Small : byte { One = 1 }
    public class FlagsAttribute : Attribute { }
    public sealed class ParamArrayAttribute : Attribute { }
    internal class Holder
    {
        private volatile int _state;
        private WeakReference _weak;
        private readonly int[] _primes = { 2, 3, 5, 7, 11, 13 };
        public int State { get { return _state + _primes[0]; } set { _state = value; _weak = null; } }
    }
}

namespace System.Collections
{
    public interface IEnumerable { IEnumerator GetEnumerator(); }
    public interface IEnumerator { bool MoveNext(); object Current { get; } void Reset(); }
}

namespace System.Reflection
{
    public sealed class AssemblyVersionAttribute : Attribute { public AssemblyVersionAttribute(string version) { } }
    public sealed class DefaultMemberAttribute : Attribute { public DefaultMemberAttribute(string name) { } }
}

namespace System.Runtime.InteropServices
{
    public sealed class OutAttribute : Attribute { }
}

namespace System.Runtime.CompilerServices
{
    public enum MethodImplOptions { InternalCall = 0x1000 }
    public sealed class MethodImplAttribute : Attribute { public MethodImplAttribute(MethodImplOptions options) { } }
    public sealed class CompilerGeneratedAttribute : Attribute { }
    public sealed class RuntimeCompatibilityAttribute : Attribute { public bool WrapNonExceptionThrows { get; set; } }
    public static class IsVolatile { }
    public static class RuntimeHelpers
    {
        [MethodImpl(MethodImplOptions.InternalCall)] public static extern void InitializeArray(Array array, RuntimeFieldHandle data);
    }
}

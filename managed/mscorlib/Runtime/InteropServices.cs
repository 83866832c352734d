// System.Runtime.InteropServices, .Remoting and .Versioning: names that compilers emit.
using System.Runtime.CompilerServices;

namespace System.Runtime.InteropServices
{
    public enum CharSet
    {
        None = 1,
        Ansi = 2,
        Unicode = 3,
        Auto = 4,
    }

    public enum LayoutKind
    {
        Sequential = 0,
        Explicit = 2,
        Auto = 3,
    }

    [AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Interface | AttributeTargets.Class |
        AttributeTargets.Struct | AttributeTargets.Delegate | AttributeTargets.Enum | AttributeTargets.Field |
        AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
    public sealed class ComVisibleAttribute : Attribute
    {
        private readonly bool _value;

        public ComVisibleAttribute(bool visibility) { _value = visibility; }

        public bool Value { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Interface | AttributeTargets.Class |
        AttributeTargets.Enum | AttributeTargets.Struct | AttributeTargets.Delegate, Inherited = false)]
    public sealed class GuidAttribute : Attribute
    {
        private readonly string _value;

        public GuidAttribute(string guid) { _value = guid; }

        public string Value { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
    public sealed class OutAttribute : Attribute
    {
        public OutAttribute() { }
    }

    /// <summary>Layout of a struct; the runtime supports no explicit offsets.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
    public sealed class StructLayoutAttribute : Attribute
    {
        private readonly LayoutKind _value;

        public int Pack;
        public int Size;
        public CharSet CharSet;

        public StructLayoutAttribute(LayoutKind layoutKind) { _value = layoutKind; }

        public StructLayoutAttribute(short layoutKind) { _value = (LayoutKind)layoutKind; }

        public LayoutKind Value { get { return _value; } }
    }
}

namespace System.Runtime.Remoting
{
    /// <summary>There are no proxies here.</summary>
    public static class RemotingServices
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool IsTransparentProxy(object proxy);
    }
}

namespace System.Runtime.Versioning
{
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = false, Inherited = false)]
    public sealed class TargetFrameworkAttribute : Attribute
    {
        private readonly string _frameworkName;

        public TargetFrameworkAttribute(string frameworkName) { _frameworkName = frameworkName; }

        public string FrameworkName { get { return _frameworkName; } }

        public string FrameworkDisplayName { get; set; }
    }
}

namespace System.ComponentModel
{
    public enum EditorBrowsableState
    {
        Always = 0,
        Never = 1,
        Advanced = 2,
    }

    /// <summary>Whether editors offer a member.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum |
        AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Field |
        AttributeTargets.Event | AttributeTargets.Delegate | AttributeTargets.Interface)]
    public sealed class EditorBrowsableAttribute : Attribute
    {
        private readonly EditorBrowsableState _state;

        public EditorBrowsableAttribute() { }

        public EditorBrowsableAttribute(EditorBrowsableState state) { _state = state; }

        public EditorBrowsableState State { get { return _state; } }

        public override bool Equals(object obj)
        {
            EditorBrowsableAttribute other = obj as EditorBrowsableAttribute;
            return other != null && other._state == _state;
        }
    }
}

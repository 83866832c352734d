// System.Runtime.CompilerServices: what compilers and the converter look for by name.
using System.Reflection;

namespace System.Runtime.CompilerServices
{
    /// <summary>Services that compiled code calls.</summary>
    public static class RuntimeHelpers
    {
        /// <summary>Fills an array of primitives from the data of a field.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void InitializeArray(Array array, RuntimeFieldHandle fldHandle);

        /// <summary>A copy of a boxed value, the same reference for anything else.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern object GetObjectValue(object obj);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void RunClassConstructor(RuntimeTypeHandle type);

        public static extern int OffsetToStringData
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }
    }

    /// <summary>Names of features that a runtime may have.</summary>
    public static class RuntimeFeature
    {
        public const string DefaultImplementationsOfInterfaces = "DefaultImplementationsOfInterfaces";

        /// <summary>None of them is supported.</summary>
        public static bool IsSupported(string feature) { return false; }
    }

    [Flags]
    public enum MethodImplOptions
    {
        Unmanaged = MethodImplAttributes.Unmanaged,
        ForwardRef = MethodImplAttributes.ForwardRef,
        PreserveSig = MethodImplAttributes.PreserveSig,
        InternalCall = MethodImplAttributes.InternalCall,
        Synchronized = MethodImplAttributes.Synchronized,
        NoInlining = MethodImplAttributes.NoInlining,
    }

    public enum MethodCodeType
    {
        IL = MethodImplAttributes.IL,
        Native = MethodImplAttributes.Native,
        OPTIL = MethodImplAttributes.OPTIL,
        Runtime = MethodImplAttributes.Runtime,
    }

    /// <summary>How a method is implemented; InternalCall makes it native.</summary>
    [Serializable]
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor, Inherited = false)]
    public sealed class MethodImplAttribute : Attribute
    {
        private readonly MethodImplOptions _value;

        public MethodCodeType MethodCodeType;

        public MethodImplAttribute(MethodImplOptions methodImplOptions) { _value = methodImplOptions; }

        public MethodImplAttribute(short _value) { this._value = (MethodImplOptions)_value; }

        public MethodImplAttribute() { }

        public MethodImplOptions Value { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class AccessedThroughPropertyAttribute : Attribute
    {
        private readonly string _propertyName;

        public AccessedThroughPropertyAttribute(string propertyName) { _propertyName = propertyName; }

        public string PropertyName { get { return _propertyName; } }
    }

    [AttributeUsage(AttributeTargets.Parameter, AllowMultiple = false, Inherited = false)]
    public sealed class CallerArgumentExpressionAttribute : Attribute
    {
        public CallerArgumentExpressionAttribute(string parameterName) { ParameterName = parameterName; }

        public string ParameterName { get; }
    }

    [AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
    public sealed class CallerMemberNameAttribute : Attribute
    {
        public CallerMemberNameAttribute() { }
    }

    /// <summary>Marks a type that the converter leaves out of the .pe.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct |
        AttributeTargets.Enum)]
    public class ExcludeTypeAttribute : Attribute
    {
        public ExcludeTypeAttribute() { }
    }

    [AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
    public sealed class ExtensionAttribute : Attribute
    {
        public ExtensionAttribute() { }
    }

    [Serializable]
    [AttributeUsage(AttributeTargets.Property, Inherited = true)]
    public sealed class IndexerNameAttribute : Attribute
    {
        public IndexerNameAttribute(string indexerName) { }
    }

    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
    public sealed class InternalsVisibleToAttribute : Attribute
    {
        private readonly string _assemblyName;

        public InternalsVisibleToAttribute(string assemblyName) { _assemblyName = assemblyName; }

        public string AssemblyName { get { return _assemblyName; } }
    }

    /// <summary>Modifier of init-only setters.</summary>
    public static class IsExternalInit
    {
    }

    /// <summary>Modifier of volatile fields. Not part of the .pe.</summary>
    public static class IsVolatile
    {
    }
}

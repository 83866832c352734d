// Attributes of System.Diagnostics: for compilers and debuggers.
namespace System.Diagnostics
{
    /// <summary>Calls are compiled in only where the condition is defined.</summary>
    [Serializable]
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
    public sealed class ConditionalAttribute : Attribute
    {
        private readonly string _conditionString;

        public ConditionalAttribute(string conditionString) { _conditionString = conditionString; }

        public string ConditionString { get { return _conditionString; } }
    }

    [AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Module, AllowMultiple = false)]
    public sealed class DebuggableAttribute : Attribute
    {
        private readonly DebuggingModes _modes;

        [Flags]
        public enum DebuggingModes
        {
            None = 0,
            Default = 1,
            DisableOptimizations = 256,
            IgnoreSymbolStoreSequencePoints = 2,
            EnableEditAndContinue = 4,
        }

        public DebuggableAttribute(bool isJITTrackingEnabled, bool isJITOptimizerDisabled)
        {
            if (isJITTrackingEnabled) _modes |= DebuggingModes.Default;
            if (isJITOptimizerDisabled) _modes |= DebuggingModes.DisableOptimizations;
        }

        public DebuggableAttribute(DebuggingModes modes) { _modes = modes; }

        public bool IsJITTrackingEnabled { get { return (_modes & DebuggingModes.Default) != 0; } }

        public bool IsJITOptimizerDisabled { get { return (_modes & DebuggingModes.DisableOptimizations) != 0; } }

        public DebuggingModes DebuggingFlags { get { return _modes; } }
    }

    public enum DebuggerBrowsableState
    {
        Never = 0,
        Collapsed = 2,
        RootHidden = 3,
    }

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = false)]
    public sealed class DebuggerBrowsableAttribute : Attribute
    {
        private readonly DebuggerBrowsableState _state;

        public DebuggerBrowsableAttribute(DebuggerBrowsableState state) { _state = state; }

        public DebuggerBrowsableState State { get { return _state; } }
    }

    [AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class | AttributeTargets.Property |
        AttributeTargets.Field | AttributeTargets.Enum | AttributeTargets.Delegate | AttributeTargets.Assembly,
        AllowMultiple = true)]
    public sealed class DebuggerDisplayAttribute : Attribute
    {
        private readonly string _value;

        public DebuggerDisplayAttribute(string value) { _value = value; }

        public string Value { get { return _value; } }

        public string Name { get; set; }

        public string Type { get; set; }

        public Type Target { get; set; }

        public string TargetTypeName { get; set; }
    }

    [AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class DebuggerTypeProxyAttribute : Attribute
    {
        private readonly string _proxyTypeName;

        public DebuggerTypeProxyAttribute(Type type) { _proxyTypeName = type.AssemblyQualifiedName; }

        public DebuggerTypeProxyAttribute(string typeName) { _proxyTypeName = typeName; }

        public string ProxyTypeName { get { return _proxyTypeName; } }

        public Type Target { get; set; }

        public string TargetTypeName { get; set; }
    }

    [AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Property,
        Inherited = false)]
    public sealed class DebuggerHiddenAttribute : Attribute
    {
        public DebuggerHiddenAttribute() { }
    }

    [AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Property |
        AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
    public sealed class DebuggerNonUserCodeAttribute : Attribute
    {
        public DebuggerNonUserCodeAttribute() { }
    }

    [AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Class |
        AttributeTargets.Struct, Inherited = false)]
    public sealed class DebuggerStepThroughAttribute : Attribute
    {
        public DebuggerStepThroughAttribute() { }
    }

    [AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method, Inherited = false)]
    public sealed class DebuggerStepperBoundaryAttribute : Attribute
    {
        public DebuggerStepperBoundaryAttribute() { }
    }

    [AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method)]
    public sealed class NativeProfiledAttribute : Attribute
    {
        public NativeProfiledAttribute() { }
    }
}

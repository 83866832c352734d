// Attributes that describe an assembly.
namespace System.Reflection
{
    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyCompanyAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyCompanyAttribute(string company) { _value = company; }

        public string Company { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyConfigurationAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyConfigurationAttribute(string configuration) { _value = configuration; }

        public string Configuration { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyCopyrightAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyCopyrightAttribute(string copyright) { _value = copyright; }

        public string Copyright { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyCultureAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyCultureAttribute(string culture) { _value = culture; }

        public string Culture { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyDefaultAliasAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyDefaultAliasAttribute(string defaultAlias) { _value = defaultAlias; }

        public string DefaultAlias { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyDelaySignAttribute : Attribute
    {
        private readonly bool _value;

        public AssemblyDelaySignAttribute(bool delaySign) { _value = delaySign; }

        public bool DelaySign { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyDescriptionAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyDescriptionAttribute(string description) { _value = description; }

        public string Description { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyFileVersionAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyFileVersionAttribute(string version) { _value = version; }

        public string Version { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyInformationalVersionAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyInformationalVersionAttribute(string informationalVersion) { _value = informationalVersion; }

        public string InformationalVersion { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyKeyFileAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyKeyFileAttribute(string keyFile) { _value = keyFile; }

        public string KeyFile { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyKeyNameAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyKeyNameAttribute(string keyName) { _value = keyName; }

        public string KeyName { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyNativeVersionAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyNativeVersionAttribute(string version) { _value = version; }

        public string NativeVersion { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyProductAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyProductAttribute(string product) { _value = product; }

        public string Product { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyTitleAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyTitleAttribute(string title) { _value = title; }

        public string Title { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyTrademarkAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyTrademarkAttribute(string trademark) { _value = trademark; }

        public string Trademark { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyVersionAttribute : Attribute
    {
        private readonly string _value;

        public AssemblyVersionAttribute(string version) { _value = version; }

        public string Version { get { return _value; } }
    }

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyFlagsAttribute : Attribute
    {
        private readonly uint _flags;

        public AssemblyFlagsAttribute(uint flags) { _flags = flags; }

        public AssemblyFlagsAttribute(AssemblyNameFlags assemblyFlags) { _flags = (uint)assemblyFlags; }

        public uint Flags { get { return _flags; } }
    }

    /// <summary>Names the indexer of a type.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
    public sealed class DefaultMemberAttribute : Attribute
    {
        private readonly string _memberName;

        public DefaultMemberAttribute(string memberName) { _memberName = memberName; }

        public string MemberName { get { return _memberName; } }
    }
}

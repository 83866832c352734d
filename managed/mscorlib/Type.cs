// System.Type and System.RuntimeType, its only subclass. The type handle is kept by the runtime, outside the fields.
using System.Reflection;
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>A type, seen by reflection.</summary>
    [Serializable]
    public abstract class Type : MemberInfo, IReflect
    {
        protected Type() { }

        public override extern Type DeclaringType
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        /// <summary>
        /// The type named "Namespace.Outer+Nested[]", optionally followed by ", Assembly[, Version=1.2.3.4]"; null if
        /// there is none.
        /// </summary>
        public static Type GetType(string typeName)
        {
            if (typeName == null) throw new ArgumentNullException("typeName");
            int comma = typeName.IndexOf(',');
            if (comma < 0) return GetTypeInternal(typeName, "", false, new int[4]);
            bool hasVersion;
            int[] version;
            string assembly = AssemblyIdentity.Parse(typeName.Substring(comma + 1).Trim(), out hasVersion, out version);
            return GetTypeInternal(typeName.Substring(0, comma).Trim(), assembly, hasVersion, version);
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern Type GetTypeInternal(string typeName, string assemblyName, bool fVersion, int[] ver);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern object InvokeMember(string name, BindingFlags invokeAttr, Binder binder, object target,
            object[] args);

        public abstract Assembly Assembly { get; }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern Type GetTypeFromHandle(RuntimeTypeHandle handle);

        public abstract string FullName { get; }

        public abstract string AssemblyQualifiedName { get; }

        public abstract Type BaseType { get; }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern ConstructorInfo GetConstructor(Type[] types);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern ConstructorInfo[] GetConstructors();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern MethodInfo GetMethod(string name, Type[] types);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern MethodInfo GetMethod(string name, BindingFlags bindingAttr);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern MethodInfo GetMethod(string name);

        public MethodInfo[] GetMethods() { return GetMethods(DefaultLookup); }

        public abstract MethodInfo[] GetMethods(BindingFlags bindingAttr);

        public abstract FieldInfo GetField(string name, BindingFlags bindingAttr);

        public FieldInfo GetField(string name) { return GetField(name, DefaultLookup); }

        public FieldInfo[] GetFields() { return GetFields(DefaultLookup); }

        public abstract FieldInfo[] GetFields(BindingFlags bindingAttr);

        public abstract Type[] GetInterfaces();

        public extern bool IsNotPublic
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsPublic
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsClass
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsInterface
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsValueType
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsAbstract
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsEnum
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsSerializable
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsArray
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public abstract Type GetElementType();

        /// <summary>Whether c is a proper base class of this type.</summary>
        public virtual bool IsSubclassOf(Type c)
        {
            for (Type type = BaseType; type != null; type = type.BaseType)
            {
                if (type == c) return true;
            }
            return false;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern bool IsInstanceOfType(object o);

        public override string ToString() { return FullName; }

        private const BindingFlags DefaultLookup = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public;
    }

    /// <summary>What typeof and GetType return.</summary>
    [Serializable]
    internal sealed class RuntimeType : Type
    {
        public override MemberTypes MemberType
        {
            get { return DeclaringType == null ? MemberTypes.TypeInfo : MemberTypes.NestedType; }
        }

        public override extern Assembly Assembly
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override extern string Name
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override extern string FullName
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override string AssemblyQualifiedName { get { return FullName + ", " + Assembly.FullName; } }

        public override extern Type BaseType
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern MethodInfo[] GetMethods(BindingFlags bindingAttr);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern FieldInfo GetField(string name, BindingFlags bindingAttr);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern FieldInfo[] GetFields(BindingFlags bindingAttr);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern Type[] GetInterfaces();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern Type GetElementType();

        public override object[] GetCustomAttributes(bool inherit)
        {
            return CustomAttributes.Construct(GetCustomAttributesNative(inherit));
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private extern object[] GetCustomAttributesNative(bool inherit);
    }
}

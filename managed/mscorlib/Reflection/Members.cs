// System.Reflection: members as abstract classes, and the sealed classes of the runtime behind them.
using System.Runtime.CompilerServices;

namespace System.Reflection
{
    /// <summary>A type or a member of one.</summary>
    [Serializable]
    public abstract class MemberInfo
    {
        protected MemberInfo() { }

        public abstract MemberTypes MemberType { get; }

        public abstract string Name { get; }

        public abstract Type DeclaringType { get; }

        public abstract object[] GetCustomAttributes(bool inherit);
    }

    /// <summary>A method or constructor.</summary>
    [Serializable]
    public abstract class MethodBase : MemberInfo
    {
#pragma warning disable 169
        private int _token; // the runtime's
#pragma warning restore 169

        protected MethodBase() { }

        public extern bool IsPublic
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsStatic
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsFinal
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsVirtual
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern bool IsAbstract
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override extern string Name
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override extern Type DeclaringType
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public abstract ParameterInfo[] GetParameters();

        /// <summary>Calls the method. An exception of the method reaches the caller as it is.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern object Invoke(object obj, object[] parameters);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal extern ParameterInfo[] GetParametersNative();
    }

    /// <summary>A method.</summary>
    [Serializable]
    public abstract class MethodInfo : MethodBase
    {
        protected MethodInfo() { }

        public override MemberTypes MemberType { get { return MemberTypes.Method; } }

        public abstract Type ReturnType { get; }
    }

    [Serializable]
    internal sealed class RuntimeMethodInfo : MethodInfo
    {
        public override extern Type ReturnType
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override ParameterInfo[] GetParameters() { return GetParametersNative(); }

        public override object[] GetCustomAttributes(bool inherit)
        {
            return CustomAttributes.Construct(GetCustomAttributesNative(inherit));
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private extern object[] GetCustomAttributesNative(bool inherit);
    }

    /// <summary>A constructor.</summary>
    [Serializable]
    public abstract class ConstructorInfo : MethodBase
    {
        protected ConstructorInfo() { }

        public override MemberTypes MemberType { get { return MemberTypes.Constructor; } }

        /// <summary>A new object, constructed with the given arguments.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern object Invoke(object[] parameters);

        /// <summary>Attributes of constructors are not supported.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern object[] GetCustomAttributes(bool inherit);
    }

    [Serializable]
    internal sealed class RuntimeConstructorInfo : ConstructorInfo
    {
        public override ParameterInfo[] GetParameters() { return GetParametersNative(); }
    }

    /// <summary>A field.</summary>
    [Serializable]
    public abstract class FieldInfo : MemberInfo
    {
        protected FieldInfo() { }

        public override MemberTypes MemberType { get { return MemberTypes.Field; } }

        public abstract Type FieldType { get; }

        /// <summary>The value in obj, or of the static field; value types are boxed.</summary>
        public abstract object GetValue(object obj);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern void SetValue(object obj, object value);

        public override object[] GetCustomAttributes(bool inherit)
        {
            return CustomAttributes.Construct(GetCustomAttributesNative(inherit));
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private extern object[] GetCustomAttributesNative(bool inherit);
    }

    [Serializable]
    internal sealed class RuntimeFieldInfo : FieldInfo
    {
        public override extern string Name
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override extern Type DeclaringType
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public override extern Type FieldType
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern object GetValue(object obj);
    }

    /// <summary>A parameter: its type only, as names are not in the file format. The runtime makes instances.</summary>
    [Serializable]
    public abstract class ParameterInfo
    {
#pragma warning disable 649
        private Type _parameterType;
#pragma warning restore 649

        protected ParameterInfo() { }

        public virtual Type ParameterType { get { return _parameterType; } }
    }

    /// <summary>Properties are not in the file format: there are no instances.</summary>
    [Serializable]
    public abstract class PropertyInfo : MemberInfo
    {
        protected PropertyInfo() { }

        public abstract Type PropertyType { get; }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern object GetValue(object obj, object[] index);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern void SetValue(object obj, object value, object[] index);
    }

    /// <summary>Accepted by Type.InvokeMember and ignored.</summary>
    [Serializable]
    public abstract class Binder
    {
        protected Binder() { }
    }

    /// <summary>Lookup of members by name.</summary>
    public interface IReflect
    {
        MethodInfo GetMethod(string name, BindingFlags bindingAttr);

        FieldInfo GetField(string name, BindingFlags bindingAttr);
    }
}

// System.Object and System.ValueType: the roots of all types.
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>The base of every type.</summary>
    [Serializable]
    public class Object
    {
        public Object() { }

        /// <summary>
        /// Present so that compilers accept `~Name()`; only types that declare a finalizer are finalized.
        /// </summary>
        ~Object() { }

        /// <summary>The full name of the type, unless overridden.</summary>
        public virtual string ToString() { return GetType().FullName; }

        /// <summary>Identity, unless overridden.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern bool Equals(object obj);

        /// <summary>Null-safe comparison by <see cref="Equals(object)"/>.</summary>
        public static bool Equals(object objA, object objB)
        {
            if (ReferenceEquals(objA, objB)) return true;
            return objA != null && objB != null && objA.Equals(objB);
        }

        /// <summary>Identity, for strings too.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool ReferenceEquals(object objA, object objB);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern int GetHashCode();

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern Type GetType();

        /// <summary>A copy of this object, field by field.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        protected extern object MemberwiseClone();
    }

    /// <summary>The base of all value types.</summary>
    [Serializable]
    public abstract class ValueType
    {
        protected ValueType() { }

        /// <summary>Same type and all fields equal.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern bool Equals(object obj);
    }

    /// <summary>The type of methods that return nothing.</summary>
    [Serializable]
    public struct Void
    {
    }
}

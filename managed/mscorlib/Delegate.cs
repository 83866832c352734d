// System.Delegate and System.MulticastDelegate. The runtime holds method, target and list; there are no fields here.
using System.Reflection;
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>A method and the object it is called on, or a list of such.</summary>
    [Serializable]
    public abstract class Delegate
    {
        protected Delegate() { }

        public extern MethodInfo Method
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        public extern object Target
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        /// <summary>Same method and target, element by element for lists.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public override extern bool Equals(object obj);

        /// <summary>b appended to a; a null operand gives the other.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern Delegate Combine(Delegate a, Delegate b);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern Delegate[] GetInvocationList();

        /// <summary>source without the last occurrence of value; null if nothing is left.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern Delegate Remove(Delegate source, Delegate value);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool operator ==(Delegate d1, Delegate d2);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool operator !=(Delegate d1, Delegate d2);
    }

    /// <summary>The base of all declared delegates.</summary>
    [Serializable]
    public abstract class MulticastDelegate : Delegate
    {
        protected MulticastDelegate() { }

        public override bool Equals(object obj) { return base.Equals(obj); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool operator ==(MulticastDelegate d1, MulticastDelegate d2);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern bool operator !=(MulticastDelegate d1, MulticastDelegate d2);
    }
}

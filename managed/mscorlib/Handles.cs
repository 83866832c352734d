// Handles and other opaque value types that compilers and metadata know by name.
namespace System
{
    /// <summary>A native-sized signed integer; carries no operations here.</summary>
    [Serializable]
    public struct IntPtr
    {
    }

    /// <summary>A native-sized unsigned integer; carries no operations here.</summary>
    [Serializable]
    public struct UIntPtr
    {
    }

    /// <summary>What `ldtoken` of a type pushes; see <see cref="Type.GetTypeFromHandle"/>.</summary>
    [Serializable]
    public struct RuntimeTypeHandle
    {
    }

    /// <summary>What `ldtoken` of a field pushes.</summary>
    [Serializable]
    public struct RuntimeFieldHandle
    {
    }

    /// <summary>What `ldtoken` of a method pushes.</summary>
    [Serializable]
    public struct RuntimeMethodHandle
    {
    }

    /// <summary>Variable argument lists are not supported by the runtime; compilers want the name.</summary>
    public struct RuntimeArgumentHandle
    {
    }

    /// <summary>Typed references are not supported by the runtime; compilers want the name.</summary>
    public struct TypedReference
    {
    }

    /// <summary>
    /// Known to compilers as a built-in type. Not part of the .pe: decimal arithmetic is not supported.
    /// </summary>
    public struct Decimal
    {
    }
}

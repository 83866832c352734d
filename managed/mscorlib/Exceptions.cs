// The exceptions that carry nothing beyond message and inner exception.
namespace System
{
    /// <summary>An unloaded application domain was used.</summary>
    [Serializable]
    public class AppDomainUnloadedException : SystemException
    {
        public AppDomainUnloadedException() { }

        public AppDomainUnloadedException(string message) : base(message) { }

        public AppDomainUnloadedException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>For errors that an application defines.</summary>
    [Serializable]
    public class ApplicationException : Exception
    {
        public ApplicationException() { }

        public ApplicationException(string message) : base(message) { }

        public ApplicationException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>Base of the errors of arithmetic.</summary>
    [Serializable]
    public class ArithmeticException : SystemException
    {
        public ArithmeticException() { }

        public ArithmeticException(string message) : base(message) { }

        public ArithmeticException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>An element of a wrong type was stored into an array.</summary>
    [Serializable]
    public class ArrayTypeMismatchException : SystemException
    {
        public ArrayTypeMismatchException() { }

        public ArrayTypeMismatchException(string message) : base(message) { }

        public ArrayTypeMismatchException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>An integer was divided by zero.</summary>
    [Serializable]
    public class DivideByZeroException : ArithmeticException
    {
        public DivideByZeroException() { }

        public DivideByZeroException(string message) : base(message) { }

        public DivideByZeroException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>Text did not have the expected form.</summary>
    [Serializable]
    public class FormatException : SystemException
    {
        public FormatException() { }

        public FormatException(string message) : base(message) { }

        public FormatException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>An array was indexed outside its bounds.</summary>
    [Serializable]
    public class IndexOutOfRangeException : SystemException
    {
        public IndexOutOfRangeException() { }

        public IndexOutOfRangeException(string message) : base(message) { }

        public IndexOutOfRangeException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>An object is not of the type it was cast to.</summary>
    [Serializable]
    public class InvalidCastException : SystemException
    {
        public InvalidCastException() { }

        public InvalidCastException(string message) : base(message) { }

        public InvalidCastException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The state of an object does not allow the call.</summary>
    [Serializable]
    public class InvalidOperationException : SystemException
    {
        public InvalidOperationException() { }

        public InvalidOperationException(string message) : base(message) { }

        public InvalidOperationException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The operation is not implemented.</summary>
    [Serializable]
    public class NotImplementedException : SystemException
    {
        public NotImplementedException() { }

        public NotImplementedException(string message) : base(message) { }

        public NotImplementedException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The operation is not supported.</summary>
    [Serializable]
    public class NotSupportedException : SystemException
    {
        public NotSupportedException() { }

        public NotSupportedException(string message) : base(message) { }

        public NotSupportedException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>A null reference was used.</summary>
    [Serializable]
    public class NullReferenceException : SystemException
    {
        public NullReferenceException() { }

        public NullReferenceException(string message) : base(message) { }

        public NullReferenceException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>A disposed object was used.</summary>
    [Serializable]
    public class ObjectDisposedException : SystemException
    {
        public ObjectDisposedException() { }

        public ObjectDisposedException(string message) : base(message) { }

        public ObjectDisposedException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The managed heap is exhausted.</summary>
    [Serializable]
    public class OutOfMemoryException : SystemException
    {
        public OutOfMemoryException() { }

        public OutOfMemoryException(string message) : base(message) { }

        public OutOfMemoryException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>A checked operation or conversion left the range of its type.</summary>
    [Serializable]
    public class OverflowException : ArithmeticException
    {
        public OverflowException() { }

        public OverflowException(string message) : base(message) { }

        public OverflowException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The limit of nested calls was reached.</summary>
    [Serializable]
    public class StackOverflowException : SystemException
    {
        public StackOverflowException() { }

        public StackOverflowException(string message) : base(message) { }

        public StackOverflowException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>An operation did not end in its time.</summary>
    [Serializable]
    public class TimeoutException : SystemException
    {
        public TimeoutException() { }

        public TimeoutException(string message) : base(message) { }

        public TimeoutException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The platform does not have the feature.</summary>
    [Serializable]
    public class PlatformNotSupportedException : NotSupportedException
    {
        public PlatformNotSupportedException() { }
    }

    /// <summary>A static constructor ended with an exception: the inner one.</summary>
    [Serializable]
    public sealed class TypeInitializationException : SystemException
    {
        private string _typeName;

        public TypeInitializationException(string fullTypeName, Exception innerException)
            : base("The static constructor of " + fullTypeName + " threw.", innerException)
        {
            _typeName = fullTypeName;
        }

        /// <summary>Full name of the type that could not be initialised.</summary>
        public string TypeName { get { return _typeName; } }
    }
}

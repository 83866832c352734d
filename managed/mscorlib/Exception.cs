// System.Exception and System.SystemException.
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>The base of everything that is thrown. The runtime fills _stackTrace at the throw.</summary>
    [Serializable]
    public class Exception
    {
        private string _message;
        private Exception _innerException;
#pragma warning disable 169
        private object _stackTrace;
#pragma warning restore 169

        /// <summary>A number that says more about the cause, where there is one.</summary>
        protected int HResult;

        public Exception() { }

        public Exception(string message) { _message = message; }

        public Exception(string message, Exception innerException)
        {
            _message = message;
            _innerException = innerException;
        }

        public virtual string Message
        {
            get { return _message != null ? _message : "Exception was thrown: " + GetType().FullName; }
        }

        public Exception InnerException { get { return _innerException; } }

        /// <summary>One line per active method at the throw, innermost first; null if never thrown.</summary>
        public virtual extern string StackTrace
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        /// <summary>Type, message, inner exception and stack trace.</summary>
        public override string ToString()
        {
            string text = GetType().FullName;
            string message = Message;
            if (message != null && message.Length > 0) text += ": " + message;
            if (_innerException != null) text += " ---> " + _innerException.ToString();
            string trace = StackTrace;
            if (trace != null && trace.Length > 0) text += "\r\n" + trace;
            return text;
        }
    }

    /// <summary>The base of exceptions that the runtime and the class library raise.</summary>
    [Serializable]
    public class SystemException : Exception
    {
        public SystemException() { }

        public SystemException(string message) : base(message) { }

        public SystemException(string message, Exception innerException) : base(message, innerException) { }
    }
}

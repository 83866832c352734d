// The exceptions about arguments.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>An argument is not valid.</summary>
    [Serializable]
    public class ArgumentException : SystemException
    {
        private string _paramName;

        public ArgumentException() : base("Value does not fall within the expected range.") { }

        public ArgumentException(string message) : base(message) { }

        public ArgumentException(string message, Exception innerException) : base(message, innerException) { }

        public ArgumentException(string message, string paramName) : base(message) { _paramName = paramName; }

        public ArgumentException(string message, string paramName, Exception innerException)
            : base(message, innerException)
        {
            _paramName = paramName;
        }

        /// <summary>The message, followed by the name of the parameter if there is one.</summary>
        public override string Message
        {
            get
            {
                string message = base.Message;
                if (_paramName == null || _paramName.Length == 0) return message;
                return message + " (Parameter '" + _paramName + "')";
            }
        }

        public virtual string ParamName { get { return _paramName; } }

        /// <summary>Throws if argument is null or "".</summary>
        public static void ThrowIfNullOrEmpty([NotNull] string argument,
            [CallerArgumentExpression("argument")] string paramName = null)
        {
            if (argument == null) throw new ArgumentNullException(paramName);
            if (argument.Length == 0) throw new ArgumentException("The value cannot be an empty string.", paramName);
        }
    }

    /// <summary>An argument is null that must not be.</summary>
    [Serializable]
    public class ArgumentNullException : ArgumentException
    {
        private const string NullMessage = "Value cannot be null.";

        public ArgumentNullException() : base(NullMessage) { }

        public ArgumentNullException(string paramName) : base(NullMessage, paramName) { }

        public ArgumentNullException(string message, Exception innerException) : base(message, innerException) { }

        public ArgumentNullException(string paramName, string message) : base(message, paramName) { }

        /// <summary>Throws if argument is null.</summary>
        public static void ThrowIfNull([NotNull] object argument,
            [CallerArgumentExpression("argument")] string paramName = null)
        {
            if (argument == null) throw new ArgumentNullException(paramName);
        }
    }

    /// <summary>An argument is outside the allowed range.</summary>
    [Serializable]
    public class ArgumentOutOfRangeException : ArgumentException
    {
        private const string RangeMessage = "Specified argument was out of the range of valid values.";

        public ArgumentOutOfRangeException() : base(RangeMessage) { }

        public ArgumentOutOfRangeException(string paramName) : base(RangeMessage, paramName) { }

        public ArgumentOutOfRangeException(string paramName, string message) : base(message, paramName) { }
    }
}

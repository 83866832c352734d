// System.IO.IOException lives in mscorlib, as files of several libraries throw it.
namespace System.IO
{
    /// <summary>An input or output operation failed.</summary>
    [Serializable]
    public class IOException : SystemException
    {
        /// <summary>What failed; the values are result codes of the runtime.</summary>
        public enum IOExceptionErrorCode
        {
            Others = -536870912,
            InvalidDriver = -520093696,
            FileNotFound = -503316480,
            DirectoryNotFound = -486539264,
            VolumeNotFound = -469762048,
            PathTooLong = -452984832,
            DirectoryNotEmpty = -436207616,
            UnauthorizedAccess = -419430400,
            PathAlreadyExists = -402653184,
            TooManyOpenHandles = -385875968,
        }

        public IOException() { }

        public IOException(string message) : base(message) { }

        public IOException(string message, int hresult) : base(message) { HResult = hresult; }

        public IOException(string message, Exception innerException) : base(message, innerException) { }

        public IOExceptionErrorCode ErrorCode { get { return (IOExceptionErrorCode)HResult; } }
    }
}

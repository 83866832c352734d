// System.Threading.CancellationToken and its registrations: what the parts of a program pass around to be told to stop.
namespace System.Threading
{
    /// <summary>Tells whether its source was cancelled. The default value can never be cancelled.</summary>
    public struct CancellationToken
    {
        private readonly CancellationTokenSource _source;

        /// <summary>A token that is cancelled already, or one that never will be.</summary>
        public CancellationToken(bool canceled) { _source = canceled ? CancellationTokenSource.Cancelled : null; }

        internal CancellationToken(CancellationTokenSource source) { _source = source; }

        public static CancellationToken None { get { return default(CancellationToken); } }

        public bool IsCancellationRequested { get { return _source != null && _source.IsCancellationRequested; } }

        public bool CanBeCanceled { get { return _source != null; } }

        /// <summary>Signalled once cancelled.</summary>
        public WaitHandle WaitHandle { get { return _source != null ? _source.Handle : new ManualResetEvent(false); } }

        /// <summary>Calls back on cancellation; at once if that has happened.</summary>
        public CancellationTokenRegistration Register(Action callback)
        {
            if (callback == null) throw new ArgumentNullException("callback");
            if (_source == null) return default(CancellationTokenRegistration);
            return _source.Register(callback);
        }

        public bool Equals(CancellationToken other) { return _source == other._source; }

        public override bool Equals(object other)
        {
            return other is CancellationToken && Equals((CancellationToken)other);
        }

        public override int GetHashCode() { return _source == null ? 0 : _source.GetHashCode(); }

        public void ThrowIfCancellationRequested()
        {
            if (IsCancellationRequested) throw new OperationCanceledException();
        }
    }

    /// <summary>One callback of a token.</summary>
    public struct CancellationTokenRegistration : IDisposable
    {
        private readonly CancellationTokenSource _source;
        private readonly CancellationCallback _callback;

        internal CancellationTokenRegistration(CancellationTokenSource source, CancellationCallback callback)
        {
            _source = source;
            _callback = callback;
        }

        /// <summary>The callback will not be called any more.</summary>
        public void Dispose()
        {
            if (_source != null) _source.Unregister(_callback);
        }

        public static bool operator ==(CancellationTokenRegistration left, CancellationTokenRegistration right)
        {
            return left.Equals(right);
        }

        public static bool operator !=(CancellationTokenRegistration left, CancellationTokenRegistration right)
        {
            return !left.Equals(right);
        }

        public override bool Equals(object obj)
        {
            return obj is CancellationTokenRegistration && Equals((CancellationTokenRegistration)obj);
        }

        public bool Equals(CancellationTokenRegistration other)
        {
            return _source == other._source && _callback == other._callback;
        }

        public override int GetHashCode() { return _callback == null ? 0 : _callback.GetHashCode(); }
    }

    /// <summary>Gives each registration an identity, also where two have one delegate.</summary>
    internal sealed class CancellationCallback
    {
        internal readonly Action Action;

        internal CancellationCallback(Action action) { Action = action; }
    }

    /// <summary>An operation ended because its token was cancelled.</summary>
    [Serializable]
    public class OperationCanceledException : SystemException
    {
        public OperationCanceledException() : base("The operation was canceled.") { }

        public OperationCanceledException(string message) : base(message) { }

        public OperationCanceledException(string message, Exception innerException) : base(message, innerException) { }
    }
}

// System.Threading.CancellationTokenSource: cancels its tokens, now or after a time.
using System.Collections;

namespace System.Threading
{
    /// <summary>Owner of a token.</summary>
    public class CancellationTokenSource : IDisposable
    {
        private static CancellationTokenSource s_cancelled;

        // All fields change under the lock of _lock only. Event, list and timer exist only once they are needed.
        private readonly object _lock = new object();
        private bool _isCancelled;
        private bool _isDisposed;
        private ManualResetEvent _event;
        private ArrayList _callbacks;
        private Timer _timer;

        public CancellationTokenSource() { }

        /// <summary>Cancels itself after that many milliseconds; -1 never.</summary>
        public CancellationTokenSource(int millisecondsDelay) { CancelAfter(millisecondsDelay); }

        public CancellationTokenSource(TimeSpan delay) { CancelAfter(delay); }

        /// <summary>A source that is cancelled from the start.</summary>
        internal static CancellationTokenSource Cancelled
        {
            get
            {
                if (s_cancelled == null)
                {
                    CancellationTokenSource source = new CancellationTokenSource();
                    source._isCancelled = true;
                    s_cancelled = source;
                }
                return s_cancelled;
            }
        }

        public bool IsCancellationRequested { get { return _isCancelled; } }

        public CancellationToken Token
        {
            get
            {
                ThrowIfDisposed();
                return new CancellationToken(this);
            }
        }

        internal WaitHandle Handle
        {
            get
            {
                lock (_lock)
                {
                    if (_event == null) _event = new ManualResetEvent(_isCancelled);
                    return _event;
                }
            }
        }

        public void Cancel() { Cancel(false); }

        /// <summary>
        /// Cancels and runs the callbacks, last registered first. If one throws, the others still run, unless
        /// throwOnFirstException; the first exception is thrown in the end.
        /// </summary>
        public void Cancel(bool throwOnFirstException)
        {
            ThrowIfDisposed();
            ArrayList callbacks;
            lock (_lock)
            {
                if (_isCancelled) return;
                _isCancelled = true;
                StopTimer();
                if (_event != null) _event.Set();
                callbacks = _callbacks;
                _callbacks = null;
            }
            if (callbacks != null) Run(callbacks, throwOnFirstException);
        }

        private static void Run(ArrayList callbacks, bool throwOnFirstException)
        {
            Exception first = null;
            for (int i = callbacks.Count - 1; i >= 0; i--)
            {
                try
                {
                    ((CancellationCallback)callbacks[i]).Action();
                }
                catch (Exception e)
                {
                    if (throwOnFirstException) throw;
                    if (first == null) first = e;
                }
            }
            if (first != null) throw first;
        }

        public void CancelAfter(TimeSpan delay)
        {
            long milliseconds = delay.Ticks / TimeSpan.TicksPerMillisecond;
            if (milliseconds < Timeout.Infinite || milliseconds > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException("delay");
            }
            CancelAfter((int)milliseconds);
        }

        /// <summary>Replaces an earlier delay.</summary>
        public void CancelAfter(int millisecondsDelay)
        {
            if (millisecondsDelay < Timeout.Infinite) throw new ArgumentOutOfRangeException("millisecondsDelay");
            ThrowIfDisposed();
            lock (_lock)
            {
                if (_isCancelled) return;
                if (_timer != null) _timer.Change(millisecondsDelay, Timeout.Infinite);
                else if (millisecondsDelay >= 0) _timer = new Timer(OnTimer, null, millisecondsDelay, Timeout.Infinite);
            }
        }

        private void OnTimer(object state)
        {
            if (!_isDisposed) Cancel();
        }

        internal CancellationTokenRegistration Register(Action action)
        {
            CancellationCallback callback = new CancellationCallback(action);
            lock (_lock)
            {
                if (!_isCancelled)
                {
                    if (_callbacks == null) _callbacks = new ArrayList();
                    _callbacks.Add(callback);
                    return new CancellationTokenRegistration(this, callback);
                }
            }
            action();
            return default(CancellationTokenRegistration);
        }

        internal void Unregister(CancellationCallback callback)
        {
            lock (_lock)
            {
                if (_callbacks != null) _callbacks.Remove(callback);
            }
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Stops the timer; the tokens keep the state they have.</summary>
        protected virtual void Dispose(bool disposing)
        {
            if (!disposing) return;
            lock (_lock)
            {
                _isDisposed = true;
                _callbacks = null;
                StopTimer();
            }
        }

        private void StopTimer()
        {
            if (_timer == null) return;
            _timer.Dispose();
            _timer = null;
        }

        private void ThrowIfDisposed()
        {
            if (_isDisposed) throw new ObjectDisposedException();
        }
    }
}

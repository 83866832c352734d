// The small interfaces of namespace System and the open delegates.
namespace System
{
    public interface IAsyncResult
    {
    }

    public interface ICloneable
    {
        object Clone();
    }

    public interface IComparable
    {
        int CompareTo(object obj);
    }

    public interface ICustomFormatter
    {
        string Format(string format, object arg, IFormatProvider formatProvider);
    }

    public interface IDisposable
    {
        void Dispose();
    }

    public interface IFormatProvider
    {
        object GetFormat(Type formatType);
    }

    public interface IFormattable
    {
        string ToString(string format, IFormatProvider formatProvider);
    }

    public delegate void Action();

    public delegate void Action<in T>(T obj);

    public delegate void Action<in T1, in T2>(T1 arg1, T2 arg2);

    public delegate void AsyncCallback(IAsyncResult ar);

    public delegate void EventHandler(object sender, EventArgs e);

    public delegate void EventHandler<TEventArgs>(object sender, TEventArgs e);

    public delegate TResult Func<out TResult>();

    public delegate TResult Func<in T, out TResult>(T arg);

    public delegate TResult Func<in T1, in T2, out TResult>(T1 arg1, T2 arg2);

    /// <summary>The base of event arguments.</summary>
    [Serializable]
    public class EventArgs
    {
        public static readonly EventArgs Empty = new EventArgs();

        public EventArgs() { }
    }

    /// <summary>Base of objects that may live in another domain; nothing here marshals.</summary>
    [Serializable]
    public abstract class MarshalByRefObject
    {
        protected MarshalByRefObject() { }
    }

    /// <summary>A value that is missing in a data source.</summary>
    [Serializable]
    public sealed class DBNull
    {
        public static readonly DBNull Value = new DBNull();

        private DBNull() { }
    }
}

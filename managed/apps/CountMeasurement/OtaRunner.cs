// The sample application: counts, and sends the count as telemetry every UpdateTime milliseconds. VERSION_2 makes the
// second version, which says so in each message; both are one assembly to the engine.
using System.Diagnostics;
using System.Threading;
using nanoFramework.Azure.Devices.Client;
using nanoFramework.Azure.Devices.Shared;

namespace CountMeasurement
{
    /// <summary>
    /// What the engine calls: Start once the device is connected, TwinUpdated for each change of desired properties,
    /// Stop before another version takes over. None of them blocks: the counting runs in a thread of its own.
    /// </summary>
    public static class OtaRunner
    {
        private const int DefaultUpdateMilliseconds = 60000;
        private const int TwinTimeoutMilliseconds = 10000;
        private const int StopTimeoutMilliseconds = 2000;
#if VERSION_2
        private const string Version = "2";
        private const string VersionProperty = ",\"Version\":2";
#else
        private const string Version = "1";
        private const string VersionProperty = "";
#endif

        private static readonly AutoResetEvent s_wake = new AutoResetEvent(false);
        private static readonly CancellationTokenSource s_stop = new CancellationTokenSource();
        private static DeviceClient s_client;
        private static Thread s_thread;
        private static int s_updateMilliseconds = DefaultUpdateMilliseconds;
        private static int s_count;

        /// <summary>Reads UpdateTime from the twin, offers the direct method GetCount and starts to count.</summary>
        public static void Start(DeviceClient client)
        {
            Debug.WriteLine("Start called");
            s_client = client;
            Debug.WriteLine("Getting twins");
            Twin twin = client.GetTwin(new CancellationTokenSource(TwinTimeoutMilliseconds).Token);
            Debug.WriteLine("Having twins");
            if (twin != null) ReadUpdateTime(twin.Properties.Desired);
            Debug.WriteLine("Running...");
            client.AddMethodCallback(GetCount);
            Send("{\"state\":\"Code CountMeasurement version: " + Version + " running...\"}", s_stop.Token);
            s_thread = new Thread(Run);
            s_thread.Start();
        }

        /// <summary>
        /// Ends the counting, also while a message is on its way: when this returns, nothing more is sent.
        /// </summary>
        public static void Stop()
        {
            Debug.WriteLine("Stop!!!!");
            s_stop.Cancel();
            s_wake.Set();
            if (s_thread == null) return;
            s_client.RemoveMethodCallback(GetCount);
            s_thread.Join(StopTimeoutMilliseconds);
            Send("{\"state\":\"Stopping CountMeasurement\"}",
                new CancellationTokenSource(StopTimeoutMilliseconds).Token);
        }

        /// <summary>A new UpdateTime takes effect at once.</summary>
        public static void TwinUpdated(TwinCollection twin)
        {
            Debug.WriteLine("Twin update");
            if (ReadUpdateTime(twin)) s_wake.Set();
        }

        private static bool ReadUpdateTime(TwinCollection desired)
        {
            object value = desired["UpdateTime"];
            if (!(value is int) || (int)value <= 0) return false;
            s_updateMilliseconds = (int)value;
            Debug.WriteLine("Update time: " + s_updateMilliseconds);
            return true;
        }

        /// <summary>The direct method.</summary>
        private static string GetCount(int rid, string payload)
        {
            Debug.WriteLine("GetCount called");
            return Report();
        }

        private static string Report() { return "{\"Counts\":" + s_count + VersionProperty + "}"; }

        private static void Run()
        {
            Debug.WriteLine("In the thread");
            while (!s_stop.IsCancellationRequested)
            {
                s_count++;
                Debug.WriteLine("Sending telemetry... Counts: " + s_count);
                Send(Report(), s_stop.Token);
                s_wake.WaitOne(s_updateMilliseconds, false);
            }
        }

        private static void Send(string message, CancellationToken cancellation)
        {
            if (!s_client.SendMessage(message, cancellation)) Debug.WriteLine("Not sent: " + message);
        }
    }
}

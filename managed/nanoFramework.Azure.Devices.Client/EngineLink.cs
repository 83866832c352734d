// The way between an application's device clients and the engine's one connection to the hub. The engine starts the
// entry points below, each call as a managed thread of the application's domain; the natives hand requests to it.
// Statics are per domain, so all of this belongs to one application.
using System;
using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using nanoFramework.Azure.Devices.Shared;

namespace nanoFramework.Azure.Devices.Client
{
    internal static class EngineLink
    {
        // Kinds of requests to the engine.
        internal const int GetTwinRequest = 1;
        internal const int UpdateReportedRequest = 2;
        internal const int TelemetryRequest = 3;
        private const int MethodResponseRequest = 4;

        // Kinds of deliveries from the engine.
        private const int Response = 1;
        private const int MethodCall = 3;
        private const int CloudMessage = 4;
        private const int ConnectionChange = 5;

        // Guards s_pending and s_clients; held for moments only, never while application code runs.
        private static readonly object s_lock = new object();
        private static readonly Hashtable s_pending = new Hashtable();
        private static readonly ArrayList s_clients = new ArrayList();

        // Held while handlers run, so that changes and messages reach the application one after the other, in order.
        private static readonly object s_twinOrder = new object();
        private static readonly object s_messageOrder = new object();

        /// <summary>
        /// Hands a request over. target is the property bag of telemetry (kind 3) or the status of a method response
        /// (kind 4), whose id is that of the call. Returns the request's number, or 0 when the link is down.
        /// </summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern int Request(int kind, int id, string target, string payload);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern bool IsConnected();

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern string DeviceId();

        /// <summary>
        /// Sends a request and waits for its own answer; null if it was not sent, lost, cancelled or too late.
        /// </summary>
        internal static PendingRequest Exchange(int kind, string target, string payload, CancellationToken token)
        {
            if (token.IsCancellationRequested) return null;
            PendingRequest pending = new PendingRequest();
            int number;
            lock (s_lock)
            {
                number = Request(kind, 0, target, payload);
                if (number <= 0) return null;
                s_pending[number] = pending;
            }
            try
            {
                return pending.Wait(token) ? pending : null;
            }
            finally
            {
                lock (s_lock)
                {
                    s_pending.Remove(number);
                }
            }
        }

        /// <summary>From here on the client hears of twin changes, calls and messages.</summary>
        internal static void Attach(DeviceClient client)
        {
            lock (s_lock)
            {
                if (!s_clients.Contains(client)) s_clients.Add(client);
            }
        }

        internal static void Detach(DeviceClient client)
        {
            lock (s_lock)
            {
                s_clients.Remove(client);
            }
        }

        private static object[] Clients()
        {
            lock (s_lock)
            {
                return s_clients.ToArray();
            }
        }

        /// <summary>
        /// Starts the application: calls the static Start(DeviceClient) of the type with that full name.
        /// </summary>
        private static void Start(string runnerTypeName)
        {
            MethodInfo start = Runner(runnerTypeName).GetMethod("Start", new Type[] { typeof(DeviceClient) });
            if (start == null || !start.IsStatic)
            {
                throw new InvalidOperationException(runnerTypeName + " has no static Start(DeviceClient).");
            }
            DeviceClient client = new DeviceClient();
            client.Open();
            start.Invoke(null, new object[] { client });
        }

        /// <summary>
        /// Stops the application: calls the static Stop() if there is one, and lets go of its clients.
        /// </summary>
        private static void Stop(string runnerTypeName)
        {
            MethodInfo stop = Runner(runnerTypeName).GetMethod("Stop", new Type[0]);
            try
            {
                if (stop != null) stop.Invoke(null, new object[0]);
            }
            finally
            {
                object[] clients = Clients();
                for (int i = 0; i < clients.Length; i++) Detach((DeviceClient)clients[i]);
            }
        }

        /// <summary>
        /// A change of desired properties: raises the clients' event, then calls the static TwinUpdated(TwinCollection)
        /// if there is one.
        /// </summary>
        private static void TwinUpdated(string runnerTypeName, string json)
        {
            MethodInfo updated = Runner(runnerTypeName).GetMethod("TwinUpdated", new Type[] { typeof(TwinCollection) });
            lock (s_twinOrder)
            {
                object[] clients = Clients();
                for (int i = 0; i < clients.Length; i++)
                {
                    ((DeviceClient)clients[i]).OnTwinUpdated(new TwinCollection(json));
                }
                if (updated != null) updated.Invoke(null, new object[] { new TwinCollection(json) });
            }
        }

        private static Type Runner(string name)
        {
            Type type = Type.GetType(name);
            if (type == null) throw new InvalidOperationException("There is no type " + name + ".");
            return type;
        }

        /// <summary>
        /// Response: target is the status of request id ("0": lost), payload its body. Method call: target is the name.
        /// Cloud message: target is the property bag. Connection change: id is 1 if there is one now.
        /// </summary>
        private static void Deliver(int kind, int id, string target, string payload)
        {
            if (target == null) target = "";
            if (payload == null) payload = "";
            switch (kind)
            {
                case Response:
                    Complete(id, target, payload);
                    break;
                case MethodCall:
                    Call(id, target, payload);
                    break;
                case CloudMessage:
                    lock (s_messageOrder)
                    {
                        object[] receivers = Clients();
                        for (int i = 0; i < receivers.Length; i++)
                        {
                            ((DeviceClient)receivers[i]).OnMessage(target, payload);
                        }
                    }
                    break;
                case ConnectionChange:
                    object[] clients = Clients();
                    for (int i = 0; i < clients.Length; i++) ((DeviceClient)clients[i]).OnConnection(id != 0);
                    break;
            }
        }

        private static void Complete(int number, string status, string payload)
        {
            PendingRequest pending;
            lock (s_lock)
            {
                pending = (PendingRequest)s_pending[number];
            }
            if (pending != null) pending.Complete(status, payload);
        }

        /// <summary>Runs on the call's own thread, so a method that waits holds up nothing else.</summary>
        private static void Call(int rid, string name, string payload)
        {
            object[] clients = Clients();
            for (int i = clients.Length - 1; i >= 0; i--)
            {
                DeviceClient client = (DeviceClient)clients[i];
                MethodCallback callback = client.FindMethod(name);
                if (callback == null) continue;
                int status;
                string answer = client.OnMethod(callback, name, rid, payload, out status);
                Request(MethodResponseRequest, rid, status.ToString(), answer);
                return;
            }
            Request(MethodResponseRequest, rid, "501",
                "{\"message\":" + JsonWriter.Write("There is no method " + name + ".") + "}");
        }
    }

    /// <summary>A request on its way.</summary>
    internal sealed class PendingRequest
    {
        private const int DefaultTimeoutMilliseconds = 30000;

        private readonly ManualResetEvent _done = new ManualResetEvent(false);

        /// <summary>The hub's status, 0 if the request was lost.</summary>
        internal int Status;

        internal string Payload;

        internal bool IsSuccess { get { return Status >= 200 && Status < 300; } }

        internal void Complete(string status, string payload)
        {
            int.TryParse(status, out Status);
            Payload = payload;
            _done.Set();
        }

        /// <summary>Waits for the answer: until the token is cancelled, if it can be, else for 30 s.</summary>
        internal bool Wait(CancellationToken token)
        {
            if (!token.CanBeCanceled) return _done.WaitOne(DefaultTimeoutMilliseconds, false);
            return WaitHandle.WaitAny(new WaitHandle[] { _done, token.WaitHandle }) == 0;
        }
    }
}

// nanoFramework.Azure.Devices.Client.DeviceClient. All clients of an application share the engine's connection.
using System;
using System.Collections;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using nanoFramework.Azure.Devices.Shared;
using nanoFramework.M2Mqtt.Messages;

namespace nanoFramework.Azure.Devices.Client
{
    /// <summary>
    /// The device, as IoT Hub knows it. The engine holds the one connection that the hub allows an identity and its
    /// credentials; the constructors accept an address and credentials for the sake of existing programs and do not use
    /// them.
    /// </summary>
    public class DeviceClient : IDisposable
    {
        private readonly ArrayList _methods = new ArrayList();
        private readonly string _modelId;
        private readonly string _moduleId;
        private IoTHubStatus _status = new IoTHubStatus(Status.Disconnected, "");
        private Twin _lastTwin;
        private MqttQoSLevel _qosLevel;

        /// <summary>The client that the engine gives to an application's Start.</summary>
        internal DeviceClient() { _qosLevel = MqttQoSLevel.AtLeastOnce; }

        public DeviceClient(string iotHubName, string deviceId, string moduleId, string sasKey,
            MqttQoSLevel qosLevel = MqttQoSLevel.AtLeastOnce, X509Certificate azureCert = null, string modelId = null)
        {
            _moduleId = moduleId;
            _modelId = modelId;
            QosLevel = qosLevel;
        }

        public DeviceClient(string iotHubName, string deviceId, string moduleId, X509Certificate2 clientCert,
            MqttQoSLevel qosLevel = MqttQoSLevel.AtMostOnce, X509Certificate azureCert = null, string modelId = null)
        {
            _moduleId = moduleId;
            _modelId = modelId;
            QosLevel = qosLevel;
        }

        public DeviceClient(string iotHubName, string deviceId, string sasKey,
            MqttQoSLevel qosLevel = MqttQoSLevel.AtLeastOnce, X509Certificate azureCert = null, string modelId = null)
        {
            _modelId = modelId;
            QosLevel = qosLevel;
        }

        public DeviceClient(string iotHubName, string deviceId, X509Certificate2 clientCert,
            MqttQoSLevel qosLevel = MqttQoSLevel.AtMostOnce, X509Certificate azureCert = null, string modelId = null)
        {
            _modelId = modelId;
            QosLevel = qosLevel;
        }

        public string ModelId { get { return _modelId; } }

        public string ModuleId { get { return _moduleId; } }

        /// <summary>The last twin that GetTwin returned, or null.</summary>
        public Twin LastTwin { get { return _lastTwin; } }

        /// <summary>A copy of the last status.</summary>
        public IoTHubStatus IoTHubStatus { get { return new IoTHubStatus(_status.Status, _status.Message); } }

        /// <summary>
        /// Kept for the application; the engine delivers at least once. The hub knows no exactly-once.
        /// </summary>
        public MqttQoSLevel QosLevel
        {
            get { return _qosLevel; }
            set
            {
                if (value != MqttQoSLevel.AtMostOnce && value != MqttQoSLevel.AtLeastOnce)
                {
                    throw new ArgumentException();
                }
                _qosLevel = value;
            }
        }

        /// <summary>Whether the engine is connected to the hub.</summary>
        public bool IsConnected { get { return EngineLink.IsConnected(); } }

        public event TwinUpdated TwinUpdated;

        public event StatusUpdated StatusUpdated;

        public event CloudToDeviceMessage CloudToDeviceMessage;

        /// <summary>
        /// Starts to receive. Returns whether the engine is connected; if not, it will connect by itself.
        /// </summary>
        public bool Open()
        {
            EngineLink.Attach(this);
            if (!IsConnected) return false;
            Tell(Status.Connected, "");
            return true;
        }

        /// <summary>The engine reconnects by itself.</summary>
        public void Reconnect() { Open(); }

        /// <summary>Stops to receive; the engine stays connected.</summary>
        public void Close() { EngineLink.Detach(this); }

        public void Dispose() { Close(); }

        /// <summary>
        /// The twin, or null if it could not be had before the token was cancelled (without one: within 30 s).
        /// </summary>
        public Twin GetTwin(CancellationToken cancellationToken = default(CancellationToken))
        {
            PendingRequest answer = EngineLink.Exchange(EngineLink.GetTwinRequest, "", "", cancellationToken);
            if (answer == null) return null;
            if (!answer.IsSuccess)
            {
                Tell(Status.IoTHubError, "GetTwin: status " + answer.Status.ToString());
                return null;
            }
            try
            {
                _lastTwin = new Twin(EngineLink.DeviceId(), answer.Payload);
                _lastTwin.ModelId = _modelId;
            }
            catch (FormatException e)
            {
                Tell(Status.InternalError, e.Message);
                return null;
            }
            Tell(Status.TwinReceived, "");
            return _lastTwin;
        }

        /// <summary>Whether the hub has accepted the patch.</summary>
        public bool UpdateReportedProperties(TwinCollection reported,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            if (reported == null) throw new ArgumentNullException("reported");
            PendingRequest answer = EngineLink.Exchange(EngineLink.UpdateReportedRequest, "", reported.ToJson(),
                cancellationToken);
            if (answer == null) return false;
            if (answer.Status == 204)
            {
                Tell(Status.TwinUpdateReceived, "");
                return true;
            }
            Tell(Status.TwinUpdateError, "UpdateReportedProperties: status " + answer.Status.ToString());
            return false;
        }

        /// <summary>Lets the service call a method: by the name of the delegate's method, case counting.</summary>
        public void AddMethodCallback(MethodCallback methodCallback)
        {
            if (methodCallback == null) throw new ArgumentNullException("methodCallback");
            lock (_methods)
            {
                _methods.Add(methodCallback);
            }
        }

        public void RemoveMethodCallback(MethodCallback methodCallback)
        {
            lock (_methods)
            {
                _methods.Remove(methodCallback);
            }
        }

        /// <summary>Sends telemetry; true once the hub has it.</summary>
        public bool SendMessage(string message, string contentType,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return SendMessage(message, contentType, null, cancellationToken, "");
        }

        public bool SendMessage(string message, CancellationToken cancellationToken = default(CancellationToken),
            string dtdlComponentname = "")
        {
            return SendMessage(message, null, null, cancellationToken, dtdlComponentname);
        }

        /// <summary>userProperties holds UserProperty objects; contentType such as "application/json".</summary>
        public bool SendMessage(string message, string contentType, ArrayList userProperties,
            CancellationToken cancellationToken = default(CancellationToken), string dtdlComponentname = "")
        {
            if (message == null) throw new ArgumentNullException("message");
            string bag = "";
            if (contentType != null && contentType.Length > 0)
            {
                bag = PropertyBag.WithSystem(PropertyBag.WithSystem(bag, "$.ct", contentType), "$.ce", "utf-8");
            }
            if (userProperties != null)
            {
                for (int i = 0; i < userProperties.Count; i++) bag = With(bag, userProperties[i]);
            }
            if (dtdlComponentname != null && dtdlComponentname.Length > 0)
            {
                bag = PropertyBag.WithSystem(bag, "$.sub", dtdlComponentname);
            }
            PendingRequest answer = EngineLink.Exchange(EngineLink.TelemetryRequest, bag, message, cancellationToken);
            return answer != null && answer.IsSuccess;
        }

        /// <summary>Adds a user property, which has a name and a value that are not empty.</summary>
        private static string With(string bag, object property)
        {
            UserProperty user = (UserProperty)property;
            if (string.IsNullOrEmpty(user.Name) || string.IsNullOrEmpty(user.Value)) throw new ArgumentException();
            return PropertyBag.With(bag, user.Name, user.Value);
        }

        internal MethodCallback FindMethod(string name)
        {
            lock (_methods)
            {
                for (int i = 0; i < _methods.Count; i++)
                {
                    MethodCallback callback = (MethodCallback)_methods[i];
                    if (SourceName(callback.Method.Name) == name) return callback;
                }
            }
            return null;
        }

        /// <summary>
        /// The name that a local function has in the source: compilers make "&lt;Outer&gt;g__Name|0_0" of it.
        /// </summary>
        private static string SourceName(string name)
        {
            int start = name.IndexOf("g__");
            int end = name.LastIndexOf('|');
            return name[0] == '<' && start > 0 && end > start + 3 ? name.Substring(start + 3, end - start - 3) : name;
        }

        /// <summary>Runs a method; an exception in it becomes status 504 and a JSON text that tells of it.</summary>
        internal string OnMethod(MethodCallback callback, string name, int rid, string payload, out int status)
        {
            try
            {
                Tell(Status.DirectMethodCalled, name);
                string answer = callback(rid, payload);
                status = 200;
                return string.IsNullOrEmpty(answer) ? "{}" : answer;
            }
            catch (Exception e)
            {
                status = 504;
                return "{\"Exception\":" + JsonWriter.Write(e.GetType().FullName + ": " + e.Message) + "}";
            }
        }

        internal void OnTwinUpdated(TwinCollection twin)
        {
            Tell(Status.TwinUpdated, "");
            TwinUpdated handlers = TwinUpdated;
            if (handlers != null) handlers(this, new TwinUpdateEventArgs(twin));
        }

        internal void OnMessage(string bag, string message)
        {
            Tell(Status.MessageReceived, "");
            CloudToDeviceMessage handlers = CloudToDeviceMessage;
            if (handlers != null) handlers(this, new CloudToDeviceMessageEventArgs(message, bag));
        }

        internal void OnConnection(bool isConnected) { Tell(isConnected ? Status.Connected : Status.Disconnected, ""); }

        private void Tell(Status status, string message)
        {
            _status = new IoTHubStatus(status, message);
            StatusUpdated handlers = StatusUpdated;
            if (handlers != null) handlers(this, new StatusUpdatedEventArgs(IoTHubStatus));
        }
    }
}

// What the device client tells: its status, messages from the cloud, acknowledgements.
using System;
using System.Collections;

namespace nanoFramework.Azure.Devices.Client
{
    public enum Status
    {
        Connected = 0,
        Disconnected = 1,
        TwinUpdated = 2,
        TwinUpdateError = 3,
        TwinReceived = 4,
        TwinUpdateReceived = 5,
        IoTHubError = 6,
        IoTHubWarning = 7,
        IoTHubInformation = 8,
        IoTHubHighlightInformation = 9,
        InternalError = 10,
        MessageReceived = 11,
        DirectMethodCalled = 12,
    }

    /// <summary>The last thing that happened.</summary>
    public class IoTHubStatus
    {
        public IoTHubStatus() { }

        internal IoTHubStatus(Status status, string message)
        {
            Status = status;
            Message = message;
        }

        public Status Status { get; set; }

        /// <summary>More about it, or "".</summary>
        public string Message { get; set; }
    }

    public delegate void StatusUpdated(object sender, StatusUpdatedEventArgs e);

    public class StatusUpdatedEventArgs : EventArgs
    {
        public StatusUpdatedEventArgs(IoTHubStatus status) { IoTHubStatus = status; }

        public IoTHubStatus IoTHubStatus { get; set; }
    }

    public delegate void CloudToDeviceMessage(object sender, CloudToDeviceMessageEventArgs e);

    /// <summary>A message from the service.</summary>
    public class CloudToDeviceMessageEventArgs : EventArgs
    {
        /// <summary>properties is the encoded property bag.</summary>
        public CloudToDeviceMessageEventArgs(string message, string properties)
        {
            Message = message;
            Properties = PropertyBag.Parse(properties == null ? "" : properties);
        }

        /// <summary>Values by name; null for a name without a value.</summary>
        public Hashtable Properties { get; set; }

        public string Message { get; set; }
    }

    /// <summary>
    /// Answers a direct method: rid tells calls apart, payload and result are JSON. The method's name is the
    /// delegate's.
    /// </summary>
    public delegate string MethodCallback(int rid, string payload);

    /// <summary>Outcome of a writable property, as IoT Plug and Play wants it reported.</summary>
    public enum PropertyStatus
    {
        Completed = 200,
        InProgress = 202,
        NotFound = 404,
        BadRequest = 400,
        InternalError = 500,
    }

    /// <summary>Acknowledgement of a writable property.</summary>
    public class PropertyAcknowledge
    {
        public PropertyAcknowledge() { }

        /// <summary>Version of the desired properties that is acknowledged.</summary>
        public int Version { get; set; }

        public string Description { get; set; }

        public PropertyStatus Status { get; set; }

        public object Value { get; set; }

        /// <summary>The table to put under the property's name in reported properties.</summary>
        public Hashtable BuildAcknowledge()
        {
            Hashtable acknowledge = new Hashtable();
            acknowledge["av"] = Version;
            acknowledge["ad"] = Description;
            acknowledge["ac"] = (int)Status;
            acknowledge["value"] = Value;
            return acknowledge;
        }
    }
}

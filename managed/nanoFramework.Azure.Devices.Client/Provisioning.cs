// nanoFramework.Azure.Devices.Provisioning.Client. The engine owns the board's identity, so an application cannot
// register another one; the types are here so that programs that mention them load.
using System;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using nanoFramework.Azure.Devices.Shared;

namespace nanoFramework.Azure.Devices.Provisioning.Client
{
    public enum ProvisioningRegistrationStatusType
    {
        Unassigned = 1,
        Assigning = 2,
        Assigned = 3,
        Failed = 4,
        Disabled = 5,
    }

    public enum ProvisioningRegistrationSubstatusType
    {
        InitialAssignment = 1,
        DeviceDataMigrated = 2,
        DeviceDataReset = 3,
    }

    /// <summary>What goes along with a registration.</summary>
    public class ProvisioningRegistrationAdditionalData
    {
        public ProvisioningRegistrationAdditionalData() { }

        public string JsonData { get; set; }
    }

    /// <summary>Outcome of a registration.</summary>
    public class DeviceRegistrationResult
    {
        public DeviceRegistrationResult(string registrationId, DateTime createdDateTimeUtc, string assignedHub,
            string deviceId, ProvisioningRegistrationStatusType status, string generationId,
            DateTime lastUpdatedDateTimeUtc, int errorCode, string errorMessage, string etag)
        {
            RegistrationId = registrationId;
            CreatedDateTimeUtc = createdDateTimeUtc;
            AssignedHub = assignedHub;
            DeviceId = deviceId;
            Status = status;
            GenerationId = generationId;
            LastUpdatedDateTimeUtc = lastUpdatedDateTimeUtc;
            ErrorCode = errorCode;
            ErrorMessage = errorMessage;
            Etag = etag;
        }

        public DeviceRegistrationResult(string registrationId, DateTime createdDateTimeUtc, string assignedHub,
            string deviceId, ProvisioningRegistrationStatusType status, ProvisioningRegistrationSubstatusType substatus,
            string generationId, DateTime lastUpdatedDateTimeUtc, int errorCode, string errorMessage, string etag)
            : this(registrationId, createdDateTimeUtc, assignedHub, deviceId, status, generationId,
                lastUpdatedDateTimeUtc, errorCode, errorMessage, etag)
        {
            Substatus = substatus;
        }

        public DeviceRegistrationResult(string registrationId, DateTime createdDateTimeUtc, string assignedHub,
            string deviceId, ProvisioningRegistrationStatusType status, ProvisioningRegistrationSubstatusType substatus,
            string generationId, DateTime lastUpdatedDateTimeUtc, int errorCode, string errorMessage, string etag,
            string returnData)
            : this(registrationId, createdDateTimeUtc, assignedHub, deviceId, status, substatus, generationId,
                lastUpdatedDateTimeUtc, errorCode, errorMessage, etag)
        {
            JsonPayload = returnData;
        }

        public string RegistrationId { get; set; }

        public DateTime CreatedDateTimeUtc { get; set; }

        public string AssignedHub { get; set; }

        public string DeviceId { get; set; }

        public ProvisioningRegistrationStatusType Status { get; set; }

        public ProvisioningRegistrationSubstatusType Substatus { get; set; }

        public string GenerationId { get; set; }

        public DateTime LastUpdatedDateTimeUtc { get; set; }

        public int ErrorCode { get; set; }

        public string ErrorMessage { get; set; }

        public string Etag { get; set; }

        public string JsonPayload { get; }
    }

    /// <summary>Registration with the device provisioning service.</summary>
    public class ProvisioningDeviceClient : IDisposable
    {
        private ProvisioningDeviceClient() { }

        public static ProvisioningDeviceClient Create(string globalDeviceEndpoint, string idScope,
            string registrationId, string securityProvider, X509Certificate azureCert = null)
        {
            return new ProvisioningDeviceClient();
        }

        public static ProvisioningDeviceClient Create(string globalDeviceEndpoint, string idScope,
            string registrationId, X509Certificate securityProvider, X509Certificate azureCert = null)
        {
            return new ProvisioningDeviceClient();
        }

        /// <summary>Always throws: the engine has registered the board already.</summary>
        public DeviceRegistrationResult Register(CancellationToken cancellationToken)
        {
            return Register(null, cancellationToken);
        }

        /// <summary>Always throws: the engine has registered the board already.</summary>
        public DeviceRegistrationResult Register(ProvisioningRegistrationAdditionalData data,
            CancellationToken cancellationToken)
        {
            throw new NotSupportedException("The engine owns the identity of this board.");
        }

        public void Dispose() { }
    }
}

namespace nanoFramework.Azure.Devices.Provisioning.Client.PlugAndPlay
{
    /// <summary>IoT Plug and Play.</summary>
    public static class PnpConvention
    {
        /// <summary>The payload that announces a model at registration.</summary>
        public static string CreateDpsPayload(string modelId)
        {
            if (string.IsNullOrEmpty(modelId)) throw new ArgumentException();
            return "{\"modelId\":" + JsonWriter.Write(modelId) + "}";
        }
    }
}

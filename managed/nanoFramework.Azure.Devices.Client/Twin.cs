// nanoFramework.Azure.Devices.Shared.Twin: the device's document in the hub.
using System.Collections;

namespace nanoFramework.Azure.Devices.Shared
{
    /// <summary>The two sections of a twin that a device sees.</summary>
    public class TwinProperties
    {
        public TwinProperties()
        {
            Desired = new TwinCollection();
            Reported = new TwinCollection();
        }

        public TwinProperties(Hashtable desired, Hashtable reported)
        {
            Desired = new TwinCollection(desired);
            Reported = new TwinCollection(reported);
        }

        /// <summary>What the service wants.</summary>
        public TwinCollection Desired { get; set; }

        /// <summary>What the device told.</summary>
        public TwinCollection Reported { get; set; }
    }

    /// <summary>A device twin.</summary>
    public class Twin
    {
        public Twin() { Properties = new TwinProperties(); }

        public Twin(string deviceId) : this() { DeviceId = deviceId; }

        /// <summary>
        /// From the hub's answer {"desired":{...},"reported":{...}}; throws FormatException if it is malformed.
        /// </summary>
        public Twin(string deviceId, string jsonTwin)
        {
            DeviceId = deviceId;
            Hashtable twin = JsonReader.ReadObject(jsonTwin);
            Properties = new TwinProperties(twin["desired"] as Hashtable, twin["reported"] as Hashtable);
            Version = Properties.Desired.Version;
        }

        public Twin(TwinProperties twinProperties) { Properties = twinProperties; }

        public string DeviceId { get; set; }

        public string ModelId { get; set; }

        public TwinProperties Properties { get; set; }

        /// <summary>Version of the desired properties.</summary>
        public long Version { get; set; }

        public string ToJson()
        {
            Hashtable properties = new Hashtable();
            properties["desired"] = Properties.Desired;
            properties["reported"] = Properties.Reported;
            Hashtable twin = new Hashtable();
            twin["properties"] = properties;
            twin["modelid"] = ModelId;
            twin["deviceid"] = DeviceId;
            twin["$version"] = Version;
            return JsonWriter.Write(twin);
        }
    }
}

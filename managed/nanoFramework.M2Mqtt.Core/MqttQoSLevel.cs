// What of the MQTT library's API the device client shows to applications.
namespace nanoFramework.M2Mqtt.Messages
{
    /// <summary>How surely a message is delivered.</summary>
    public enum MqttQoSLevel
    {
        AtMostOnce = 0x00,
        AtLeastOnce = 0x01,
        ExactlyOnce = 0x02,
        GrantedFailure = 0x80,
    }
}

// A name and a value that go along with a message.
namespace nanoFramework.M2Mqtt.Messages
{
    /// <summary>A user property of a message.</summary>
    public class UserProperty
    {
        public UserProperty(string name, string value)
        {
            Name = name;
            Value = value;
        }

        public string Name { get; set; }

        public string Value { get; set; }
    }
}

// An application whose direct methods use the device client and tell what came of it.
using System;
using System.Collections;
using System.Threading;
using nanoFramework.Azure.Devices.Client;
using nanoFramework.Azure.Devices.Shared;
using nanoFramework.M2Mqtt.Messages;

namespace Probe
{
    public static class Runner
    {
        private static DeviceClient s_client;

        public static void Start(DeviceClient client)
        {
            s_client = client;
            client.StatusUpdated += (sender, e) => Console.WriteLine("status " + (int)e.IoTHubStatus.Status);
            client.TwinUpdated += (sender, e) => Console.WriteLine("event " + e.Twin.Version);
            client.CloudToDeviceMessage += (sender, e) =>
            {
                Console.WriteLine("message " + e.Message);
                foreach (DictionaryEntry property in e.Properties)
                {
                    Console.WriteLine(property.Key + "=" + (property.Value == null ? "null" : property.Value));
                }
            };
            client.AddMethodCallback(ReadTwin);
            client.AddMethodCallback(Report);
            client.AddMethodCallback(Send);
            client.AddMethodCallback(Echo);
            client.AddMethodCallback(Fail);
        }

        public static void Stop()
        {
        }

        public static void TwinUpdated(TwinCollection twin)
        {
            Console.WriteLine("patch " + twin.Version + " " + twin.ToJson());
        }

        private static string ReadTwin(int rid, string payload)
        {
            Twin twin = s_client.GetTwin(new CancellationTokenSource(1000).Token);
            return twin == null ? "null" : "{\"u\":" + twin.Properties.Desired["u"] + ",\"version\":" + twin.Version + "}";
        }

        private static string Report(int rid, string payload)
        {
            return s_client.UpdateReportedProperties(new TwinCollection(payload)) ? "true" : "false";
        }

        private static string Send(int rid, string payload)
        {
            ArrayList properties = new ArrayList();
            properties.Add(new UserProperty("a&b", "c d"));
            return s_client.SendMessage(payload, "application/json", properties, default(CancellationToken), "part") ? "true" : "false";
        }

        private static string Echo(int rid, string payload)
        {
            return payload;
        }

        private static string Fail(int rid, string payload)
        {
            throw new InvalidOperationException("a \"quoted\" \\ text\n");
        }
    }
}

import Testing

@testable import OTAInterface

@Suite struct TopicTests {
  @Test(arguments: [
    "devices/dev1/messages/events/", "devices/dev1/modules/m1/messages/events/$.ct=application%2Fjson&a=b",
    "$iothub/twin/GET/?$rid=42", "$iothub/twin/PATCH/properties/reported/?$rid=x-1",
    "$iothub/methods/res/200/?$rid=1f", "$iothub/methods/res/504/?$rid=1",
  ])
  func deviceTopicsRoundTrip(text: String) throws {
    #expect(try DeviceTopic.parse(Array(text.utf8)).encoded().text == text)
  }

  @Test(arguments: [
    "$iothub/twin/res/200/?$rid=42", "$iothub/twin/res/204/?$rid=42&$version=6",
    "$iothub/methods/POST/GetCount/?$rid=a",
    "$iothub/twin/PATCH/properties/desired/?$version=5", "devices/dev1/messages/devicebound/k=v&empty=&none",
  ])
  func hubTopicsRoundTrip(text: String) throws {
    #expect(try HubTopic.parse(Array(text.utf8)).encoded().text == text)
  }

  @Test(arguments: [
    "", "devices/", "devices//messages/events/", "devices/d/messages", "devices/d/modules/m/messages",
    "$iothub/twin/GET/", "$iothub/twin/GET/?$rid=", "$iothub/twin/GET/?rid=1", "$iothub/methods/res/abc/?$rid=1",
    "$iothub/methods/res/-1/?$rid=1", "$iothub/methods/res/99999999999999999999/?$rid=1", "$iothub/methods/res/200",
    "devices/d/messages/events/a=%zz", "other/topic",
  ])
  func refusesForeignDeviceTopics(text: String) {
    #expect(throws: TopicError.self) { try DeviceTopic.parse(Array(text.utf8)) }
  }

  @Test(arguments: [
    "$iothub/twin/res/", "$iothub/twin/res/200/?$version=1", "$iothub/twin/res/204/?$rid=1&$version=x",
    "$iothub/twin/PATCH/properties/desired/", "$iothub/twin/PATCH/properties/desired/?$version=-1",
    "$iothub/methods/POST//?$rid=1", "$iothub/methods/POST/Get", "devices/d/messages/other/",
    "devices//messages/devicebound/",
  ])
  func refusesForeignHubTopics(text: String) {
    #expect(throws: TopicError.self) { try HubTopic.parse(Array(text.utf8)) }
  }

  @Test func parametersComeInAnyOrder() throws {
    let topic = try HubTopic.parse(Bytes("$iothub/twin/res/204/?$version=6&$rid=9"))
    #expect(topic == .twinResponse(status: 204, requestID: Bytes("9"), version: 6))
  }

  /// Microsoft's SDK writes `%24.mid`, others `$.mid`; the nanoFramework client writes a space as `+` (A-10).
  @Test func bagsReadBothDialects() throws {
    let sdk = PropertyBag.parse(
      Bytes("%24.mid=id%2F1%20%26x&%24.ct=application%2Fjson&a%20b=c%2Bd%2F%C3%A9&empty=")[...])
    #expect(sdk?["$.mid"]?.text == "id/1 &x")
    #expect(sdk?["$.ct"]?.text == "application/json")
    #expect(sdk?["a b"]?.text == "c+d/é")
    #expect(sdk?["empty"]?.text == "")
    let nano = PropertyBag.parse(Bytes("prop1=iAmValue1&prop2=33.44&prop3=string+with+%24%2F%23%25+chars")[...])
    #expect(nano?["prop3"]?.text == "string with $/#% chars")
    let hub = PropertyBag.parse(Bytes("/?p1&p2=&p3=a%20string")[...])
    #expect(hub?.properties.map { $0.value?.text } == [nil, "", "a string"])
    #expect(hub?.encoded().text == "p1&p2=&p3=a%20string")
    #expect(PropertyBag.parse(Bytes("a=%2")[...]) == nil)
  }

  @Test func bagsRoundTripAnyOctet() {
    var bag = PropertyBag()
    bag.append(Array(0...255), Array((0...255).reversed()))
    bag.append(Bytes("$.sub"), Bytes("t=&%"))
    #expect(PropertyBag.parse(bag.encoded()[...]) == bag)
  }

  @Test func filtersBelongToTheirDevice() {
    let device = Bytes("dev1")
    for subscription in HubSubscription.allCases {
      #expect(HubSubscription.parse(subscription.filter(device: device), device: device) == [subscription])
    }
    #expect(HubSubscription.parse(Bytes("$iothub/twin/#"), device: device) == [.twinResponses, .desiredPatches])
    #expect(HubSubscription.parse(Bytes("devices/dev2/messages/devicebound/#"), device: device) == [])
    #expect(HubSubscription.parse(Bytes("#"), device: device) == [])
  }

  @Test func userNames() throws {
    let name = try HubUserName.parse(
      Bytes("localhost/dev1/?api-version=2019-10-01&DeviceClientType=azure-iot-device%2F2.14.0%283%3BLinux%29"))
    #expect(name.host.text == "localhost")
    #expect(name.device.text == "dev1")
    #expect(name.module == nil)
    #expect(name.parameters["api-version"]?.text == "2019-10-01")
    #expect(try HubUserName.parse(Bytes("h/d/m/?api-version=1")).module?.text == "m")
    #expect(HubUserName(host: Bytes("h"), device: Bytes("d")).encoded().text == "h/d/?api-version=2021-04-12")
    #expect(throws: TopicError.self) { try HubUserName.parse(Bytes("h")) }
    #expect(throws: TopicError.self) { try HubUserName.parse(Bytes("h//?api-version=1")) }
  }
}

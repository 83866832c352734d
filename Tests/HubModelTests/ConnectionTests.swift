import HubModel
import OTAInterface
import Testing

@Suite struct ConnectionTests {
  @Test(arguments: [
    "#", "$iothub/#", "$iothub/twin/res/+", "devices/board2/messages/devicebound/#", "devices/board1/#",
    "devices/+/messages/devicebound/#", "$iothub/methods/POST/GetCount/#", "",
  ])
  func foreignFilterClosesTheConnection(_ filter: String) throws {
    var bench = try Bench()
    #expect(bench.subscribe(filter) == nil)
    #expect(bench.actions() == ["close board1"])
    #expect(!bench.hub.isConnected("board1"))
  }

  @Test func filtersAreGrantedAtMostQoS1() throws {
    var bench = try Bench()
    #expect(bench.subscribe("$iothub/twin/res/#", qos: 2) == 1)
    #expect(bench.subscribe("$iothub/methods/POST/#", qos: 0) == 0)
    #expect(bench.subscribe("devices/board1/messages/devicebound/#") == 1)
  }

  @Test(arguments: [
    "devices/board2/messages/events/", "devices/board1/modules/m/messages/events/",
    "devices/board1/messages/devicebound/", "$iothub/methods/POST/x/?$rid=1", "$iothub/twin/res/200/?$rid=1", "x", "",
    "devices/board1/messages/eventsx", "$iothub/twin/GET/", "$iothub/methods/res/x/?$rid=1",
    "devices/board1/messages/events/a=%zz",
  ])
  func foreignTopicClosesTheConnection(_ topic: String) throws {
    var bench = try Bench()
    guard case .close = bench.publish(topic) else {
      Issue.record("accepted")
      return
    }
  }

  @Test func qos2ClosesTheConnection() throws {
    var bench = try Bench()
    #expect(bench.publish("devices/board1/messages/events/", qos: 2) == .close(reason: "published with QoS 2"))
  }

  @Test func tokenEndClosesTheConnection() throws {
    var bench = try Bench()
    bench.hub.connect("board1", cleanSession: true, expires: start + 10, now: start)
    bench.hub.advance(to: start + 9)
    #expect(bench.actions() == [])
    bench.hub.advance(to: start + 10)
    #expect(bench.actions() == ["close board1"])
  }

  @Test func persistentSessionKeepsFiltersACleanOneDoesNot() throws {
    var bench = try Bench()
    let patch = json(#"{"properties":{"desired":{"a":1}}}"#)
    bench.connect("board1", cleanSession: false)
    bench.subscribe("$iothub/twin/PATCH/properties/desired/#")
    bench.hub.disconnect("board1", now: start)
    try bench.hub.updateTwin("board1", patch, now: start)
    #expect(bench.actions() == [])
    bench.connect("board1", cleanSession: false)
    try bench.hub.updateTwin("board1", patch, now: start)
    #expect(bench.actions().count == 1)
    bench.connect("board1", cleanSession: true)
    try bench.hub.updateTwin("board1", patch, now: start)
    #expect(bench.actions() == [])
  }

  @Test func disabledDeletedAndRekeyedDevicesAreDropped() throws {
    var bench = try Bench()
    try bench.hub.update("board1", DeviceRequest(status: .disabled), ifMatch: "*", now: start)
    #expect(bench.actions() == ["close board1"])
    bench.connect("board1")
    #expect(!bench.hub.isConnected("board1"))
    try bench.hub.update("board1", DeviceRequest(status: .enabled), ifMatch: "*", now: start)
    bench.connect("board1")
    let key = String(repeating: "A", count: 43) + "="
    try bench.hub.update("board1", DeviceRequest(primaryKey: key), ifMatch: "*", now: start)
    #expect(bench.actions() == ["close board1"])
    bench.connect("board1")
    try bench.hub.delete("board1", ifMatch: "*", now: start)
    #expect(bench.actions() == ["close board1"])
    #expect(refusal { () throws(HubError) in try bench.hub.device("board1") } == 404_001)
  }

  @Test func telemetryIsKeptInOrderAndBounded() throws {
    var limits = HubLimits()
    limits.telemetryCount = 3
    var bench = try Bench(limits: limits)
    for number in 1...5 { bench.publish("devices/board1/messages/events/n=\(number)&flag", "\(number)") }
    bench.publish("devices/board1/messages/events/", "kept", retain: true)
    let messages = bench.hub.telemetry.messages(after: 0)
    #expect(messages.map(\.sequence) == [4, 5, 6])
    #expect(messages[0].properties["n"] == bytes("4"))
    #expect(messages[2].properties["mqtt-retain"] == bytes("true"))
    #expect(bench.hub.telemetry.messages(after: 5).map(\.body) == [bytes("kept")])
    #expect(bench.hub.telemetry.messages(after: 0, device: "board2").isEmpty)
  }

  @Test func telemetryIsBoundedInBytes() throws {
    var limits = HubLimits()
    limits.telemetryBytes = 100
    var bench = try Bench(limits: limits)
    for _ in 1...10 { bench.publish("devices/board1/messages/events/", String(repeating: "x", count: 30)) }
    #expect(bench.hub.telemetry.messages(after: 0).map(\.sequence) == [8, 9, 10])
  }

  @Test func tooLargeTelemetryClosesTheConnection() throws {
    var bench = try Bench()
    let fits = String(repeating: "x", count: 262_144)
    #expect(bench.publish("devices/board1/messages/events/", fits) == .accepted)
    #expect(bench.publish("devices/board1/messages/events/", fits + "x") != .accepted)
  }

  @Test func cloudMessagesWaitInOrderAndAreBounded() throws {
    var bench = try Bench()
    func send(_ body: String) -> Int? {
      refusal { () throws(HubError) in
        var properties = PropertyBag()
        properties.append(bytes("a b"), bytes("c&d"))
        try bench.hub.send(CloudMessage(body: bytes(body), properties: properties), to: "board1")
      }
    }
    for number in 1...50 { #expect(send("\(number)") == nil) }
    #expect(send("51") == 403_004)
    #expect(bench.actions() == [])
    bench.subscribe("devices/board1/messages/devicebound/#")
    let delivered = bench.actions()
    #expect(delivered.count == 50)
    #expect(delivered[0] == "board1 devices/board1/messages/devicebound/a%20b=c%26d 1")
    #expect(delivered[49].hasSuffix(" 50"))
    #expect(send("now") == nil)
    #expect(bench.actions().count == 1)
    #expect(send(String(repeating: "x", count: 65_537)) == 413_001)
  }
}

extension ConnectionTests {
  @Test func messagesNotHandedOverWaitAgainInOrder() throws {
    var bench = try Bench()
    func send(_ body: String) throws {
      var properties = PropertyBag()
      properties.append(bytes("$.to"), bytes("x y"))
      try bench.hub.send(CloudMessage(body: bytes(body), properties: properties), to: "board1")
    }
    bench.subscribe("devices/board1/messages/devicebound/#")
    try send("1")
    try send("2")
    bench.hub.disconnect("board1", now: start)
    try send("3")
    #expect(bench.actions() == [])
    bench.connect("board1")
    bench.subscribe("devices/board1/messages/devicebound/#")
    #expect(
      bench.actions() == ["1", "2", "3"].map { "board1 devices/board1/messages/devicebound/$.to=x%20y \($0)" })
  }

  @Test func willIsTelemetryOfTheDevicesOwnTopicOnly() throws {
    var bench = try Bench()
    for topic in ["devices/board1/messages/events/a=b", "devices/board2/messages/events/", "$iothub/twin/GET/?$rid=1"] {
      bench.hub.receiveWill(from: "board1", topic: bytes(topic), payload: bytes("w"), retain: false, now: start)
    }
    let messages = bench.hub.telemetry.messages(after: 0)
    #expect(messages.count == 1)
    #expect(messages.first?.properties["iothub-MessageType"] == bytes("Will"))
  }
}

@Suite struct MethodTests {
  private func call(_ bench: inout Bench, connectTimeout: HubTime = 0, name: String = "GetCount") throws -> MethodCall {
    try bench.hub.invoke(
      "board1", method: bytes(name), payload: bytes("{}"), responseTimeout: 5_000, connectTimeout: connectTimeout,
      now: bench.now)
  }

  @Test func answerComesBackOnce() throws {
    var bench = try Bench()
    bench.subscribe("$iothub/methods/POST/#")
    let call = try call(&bench)
    #expect(bench.actions() == ["board1 $iothub/methods/POST/GetCount/?$rid=1 {}"])
    #expect(bench.hub.outcome(of: call) == nil)
    bench.publish("$iothub/methods/res/200/?$rid=1", #"{"Counts":4}"#)
    bench.publish("$iothub/methods/res/500/?$rid=1", "{}")
    #expect(bench.hub.outcome(of: call) == .answered(status: 200, payload: bytes(#"{"Counts":4}"#)))
    #expect(bench.hub.outcome(of: call) == nil)
  }

  @Test func anotherDeviceCannotAnswer() throws {
    var bench = try Bench()
    try bench.create("board2")
    bench.connect("board2")
    bench.subscribe("$iothub/methods/POST/#")
    let call = try call(&bench)
    bench.publish("$iothub/methods/res/200/?$rid=1", "{}", device: "board2")
    #expect(bench.hub.outcome(of: call) == nil)
  }

  @Test func absentOrUnsubscribedDeviceFailsAtOnce() throws {
    var bench = try Bench()
    let first = try call(&bench)
    guard case .failed(let error) = bench.hub.outcome(of: first) else {
      Issue.record("no failure")
      return
    }
    #expect(error.code == 404_103)
  }

  @Test func callWaitsForTheDeviceToSubscribe() throws {
    var bench = try Bench()
    let call = try call(&bench, connectTimeout: 1_000)
    bench.hub.advance(to: start + 999)
    #expect(bench.hub.outcome(of: call) == nil)
    bench.now += 999
    bench.subscribe("$iothub/methods/POST/#")
    #expect(bench.actions().count == 1)
    bench.hub.advance(to: bench.now + 4_999)
    bench.publish("$iothub/methods/res/200/?$rid=1")
    #expect(bench.hub.outcome(of: call) == .answered(status: 200, payload: []))
  }

  @Test func silentDeviceTimesOut() throws {
    var bench = try Bench()
    bench.subscribe("$iothub/methods/POST/#")
    let call = try call(&bench)
    bench.hub.advance(to: start + 5_000)
    guard case .failed(let error) = bench.hub.outcome(of: call) else {
      Issue.record("no failure")
      return
    }
    #expect(error.code == 504_101)
  }

  @Test(arguments: ["", "a b", "a/b", "a#", "é", "+"])
  func badNamesAreRefused(_ name: String) throws {
    var bench = try Bench()
    #expect(throws: HubError.self) { _ = try call(&bench, name: name) }
  }

  @Test func answerThatIsNoJSONClosesTheConnection() throws {
    var bench = try Bench()
    #expect(bench.publish("$iothub/methods/res/200/?$rid=1", "{") != .accepted)
  }
}

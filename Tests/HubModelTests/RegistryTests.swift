import HubModel
import OTAInterface
import Testing

@Suite struct RegistryTests {
  @Test(arguments: ["", "a b", "a/b", "a#", "a+", "é", String(repeating: "x", count: 129)])
  func badIdsAreRefused(_ id: String) throws {
    var bench = try Bench()
    #expect(throws: HubError.self) { try bench.create(id) }
  }

  @Test func secondDeviceOfAnIdIsAConflict() throws {
    var bench = try Bench()
    #expect(
      refusal { () throws(HubError) in
        try bench.hub.create("board1", now: start) { Bytes(repeating: 0, count: $0) }
      } == 409_001)
  }

  @Test func recreatedDeviceHasAnotherGeneration() throws {
    var bench = try Bench()
    let first = try bench.hub.device("board1").generation
    try bench.hub.delete("board1", ifMatch: "*", now: start)
    try bench.create("board1")
    #expect(try bench.hub.device("board1").generation != first)
  }

  @Test func stateSurvivesEncoding() throws {
    var bench = try Bench()
    try bench.hub.updateTwin(
      "board1", json(#"{"tags":{"t":[1,2.5,null]},"properties":{"desired":{"é":{"a":"\"\\"}}}}"#), now: start)
    bench.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", #"{"r":true}"#)
    var properties = PropertyBag()
    properties.append(bytes("k"), nil)
    try bench.hub.send(CloudMessage(body: [0, 255, 10], properties: properties), to: "board1")
    try bench.create("a second one".replacing(" ", with: "-"))
    try bench.hub.update("board1", DeviceRequest(status: .disabled, statusReason: "x"), ifMatch: "*", now: start)
    let read = try Hub(state: bench.hub.encoded())
    #expect(read.devices == bench.hub.devices)
    #expect(!read.isDirty)
    #expect(read.encoded() == bench.hub.encoded())
  }

  @Test func everyCutOfAStateIsRefused() throws {
    let bench = try Bench()
    let state = bench.hub.encoded()
    for length in 0..<state.count {
      #expect(throws: HubStateError.self) { _ = try Hub(state: Bytes(state[..<length])) }
    }
  }

  @Test(arguments: [
    #"{"format":2,"generations":0,"devices":[]}"#, #"{"format":1,"generations":0}"#,
    #"{"format":1,"generations":0,"devices":[{}]}"#, #"{"format":1,"generations":0,"devices":[{"id":"a/b"}]}"#, "[]",
  ])
  func foreignStateIsRefused(_ state: String) {
    #expect(throws: HubStateError.self) { _ = try Hub(state: bytes(state)) }
  }

  @Test func onlyChangesMakeTheHubDirty() throws {
    var bench = try Bench()
    bench.hub.markSaved()
    bench.subscribe("$iothub/twin/res/#")
    bench.publish("$iothub/twin/GET/?$rid=1")
    bench.publish("devices/board1/messages/events/", "x")
    #expect(!bench.hub.isDirty)
    bench.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", "{}")
    #expect(bench.hub.isDirty)
  }

  @Test func timesAreWrittenAsTheHubWritesThem() {
    #expect(iso8601(0) == "1970-01-01T00:00:00.0000000Z")
    #expect(iso8601(951_782_400_000) == "2000-02-29T00:00:00.0000000Z")
    #expect(iso8601(-1) == "1969-12-31T23:59:59.9990000Z")
    #expect(iso8601(start) == "2026-11-23T09:07:11.0420000Z")
  }
}

@Suite struct ServiceTests {
  private func serve(
    _ bench: inout Bench, _ method: String, _ path: String, _ body: String = "", headers: [String: String] = [:]
  ) -> ServiceReply? {
    let segments = path.split(separator: "/").map(String.init)
    let request = ServiceRequest(method: method, path: segments, query: [:], headers: headers, body: bytes(body))
    guard case .reply(let reply) = bench.hub.serve(request, now: start, random: { Bytes(repeating: 1, count: $0) })
    else { return nil }
    return reply
  }

  @Test(arguments: [
    ("GET", "nothing", "", 404), ("GET", "devices/none", "", 404), ("POST", "devices/board1", "", 405),
    ("PUT", "devices/x", "{", 400), ("PUT", "devices/x", #"{"deviceId":"y"}"#, 400),
    ("PUT", "devices/x", #"{"status":"asleep"}"#, 400),
    ("PUT", "devices/x", #"{"authentication":{"type":"selfSigned"}}"#, 400), ("DELETE", "devices/board1", "", 400),
    ("PATCH", "twins/board1", "[]", 400), ("PATCH", "twins/board1", #"{"properties":{"desired":1}}"#, 400),
    ("POST", "twins/board1/methods", "{}", 400),
    ("POST", "twins/board1/methods", #"{"methodName":"m","responseTimeoutInSeconds":301}"#, 400),
    ("POST", "devices/query", #"{"query":"SELECT"}"#, 400),
    ("POST", "edgeota/devices/board1/messages/deviceBound", "{}", 400),
  ])
  func badRequestsAreRefused(_ method: String, _ path: String, _ body: String, _ status: Int) throws {
    var bench = try Bench()
    let reply = serve(&bench, method, path, body)
    #expect(reply?.status == status)
    #expect(reply?.headers.first?.name == "iothub-errorcode")
  }

  @Test(arguments: [
    ("", 3), ("WHERE deviceId = 'board1'", 1), ("WHERE deviceId != \"board1\"", 2), ("WHERE tags.n > 1", 2),
    ("WHERE tags.n >= 1 AND tags.n < 2.5", 2), ("WHERE tags.n = '1'", 0), ("WHERE tags.n <> '1'", 3),
    ("WHERE is_defined(tags.only)", 1), ("WHERE NOT is_defined(tags.only) OR tags.n = 2", 3),
    ("where devices.properties.desired.on = TRUE", 1), ("WHERE connectionState = 'Connected'", 1),
    ("WHERE deviceId IN ['board1', 'nobody']", 1), ("WHERE (tags.n = 1 OR tags.n = 2) AND NOT tags.n = 2", 1),
    ("WHERE status = 'enabled'", 3),
  ])
  func queriesSelect(_ condition: String, _ count: Int) throws {
    var bench = try Bench()
    for number in 1...3 {
      if number > 1 { try bench.create("board\(number)") }
      let only = number == 2 ? #","only":{}"# : ""
      try bench.hub.updateTwin(
        "board\(number)",
        json(#"{"tags":{"n":\#(number)\#(only)},"properties":{"desired":{"on":\#(number == 3)}}}"#), now: start)
    }
    let query = try HubQuery(bytes("SELECT * FROM devices \(condition)"))
    #expect(bench.hub.twins(matching: query, after: nil, limit: 100).twins.count == count)
  }

  @Test(arguments: [
    "", "SELECT", "SELECT deviceId FROM devices", "SELECT * FROM jobs", "SELECT * FROM devices WHERE",
    "SELECT * FROM devices WHERE a", "SELECT * FROM devices WHERE a =", "SELECT * FROM devices WHERE a = b",
    "SELECT * FROM devices WHERE a = 'x", "SELECT * FROM devices WHERE (a = 1", "SELECT * FROM devices WHERE a = 1 b",
    "SELECT * FROM devices WHERE a.. = 1", "SELECT * FROM devices; DROP",
    "SELECT * FROM devices WHERE " + String(repeating: "(", count: 40) + "a = 1",
  ])
  func badQueriesAreRefused(_ text: String) {
    #expect(throws: HubError.self) { _ = try HubQuery(bytes(text)) }
  }
}

@Suite struct AuthenticationTests {
  private let names = HubNames(["hub.local", "127.0.0.1", "::1"])

  /// Not a hash at all, but it depends on key and message: enough to tell right from wrong here.
  private func hmac(_ key: Bytes, _ message: Bytes) -> Bytes {
    var digest = Bytes(repeating: 0x5A, count: 32)
    for (index, byte) in (key + message).enumerated() { digest[index % 32] = digest[index % 32] &* 31 &+ byte }
    return digest
  }

  private func token(_ resource: String, key: Bytes, expiry: HubTime = start / 1_000 + 60, policy: String? = nil)
    -> Bytes
  {
    SASToken.sign(resource: bytes(resource), expiry: expiry, keyName: policy.map(bytes)) { hmac(key, $0) }.encoded()
  }

  private func connect(
    _ bench: Bench, client: String = "board1", user: String = "hub.local/board1/?api-version=2021-04-12",
    password: Bytes
  ) -> Int? {
    refusal { () throws(HubError) in
      try bench.hub.authenticate(
        clientID: bytes(client), userName: bytes(user), password: password, names: names, now: start, hmac: hmac)
    }
  }

  @Test func rightTokensConnect() throws {
    var bench = try Bench()
    let secondary = encodeBase64(Bytes(repeating: 9, count: 32)).text
    try bench.hub.update("board1", DeviceRequest(secondaryKey: secondary), ifMatch: "*", now: start)
    for key in [Bytes(repeating: 7, count: 32), Bytes(repeating: 9, count: 32)] {
      #expect(connect(bench, password: token("hub.local/devices/board1", key: key)) == nil)
    }
    let good = Bytes(repeating: 7, count: 32)
    #expect(connect(bench, password: token("HUB.local/devices/board1", key: good)) == nil)
    #expect(
      connect(bench, user: "127.0.0.1:8884/board1/?x=1", password: token("127.0.0.1:8884/devices/board1", key: good))
        == nil)
  }

  @Test(arguments: ["hub.local", "HUB.local:8883", "127.0.0.1:1", "::1", "[::1]", "[::1]:8884"])
  func everyNameOfTheHubIsKnown(_ host: String) throws {
    let bench = try Bench()
    let token = token("\(host)/devices/board1", key: Bytes(repeating: 7, count: 32))
    #expect(connect(bench, user: "\(host)/board1/?x", password: token) == nil)
  }

  @Test(arguments: ["", "hub", "hub.local.", "hub.local:x", "hub.local:8883:1", "[hub.local", "::1]", "127.0.0.11"])
  func otherNamesAreNot(_ host: String) throws {
    let bench = try Bench()
    let token = token("\(host)/devices/board1", key: Bytes(repeating: 7, count: 32))
    #expect(connect(bench, user: "hub.local/board1/?x", password: token) == 401_003)
    #expect(connect(bench, user: "\(host)/board1/?x", password: token) == 401_003)
  }

  @Test func wrongOnesDoNot() throws {
    var bench = try Bench()
    let key = Bytes(repeating: 7, count: 32)
    let good = token("hub.local/devices/board1", key: key)
    #expect(connect(bench, password: good) == nil)
    #expect(connect(bench, client: "board2", password: good) == 401_003)
    #expect(connect(bench, user: "hub.local/board2/?x", password: good) == 401_003)
    #expect(connect(bench, user: "evil.example/board1/?x", password: good) == 401_003)
    #expect(connect(bench, user: "hub.local/board1/m/?x", password: good) == 401_003)
    #expect(connect(bench, user: "board1", password: good) == 401_003)
    #expect(connect(bench, client: "none", user: "hub.local/none/?x", password: good) == 404_001)
    for resource in ["hub.local", "hub.local/devices", "hub.local/devices/board2", "evil.example/devices/board1"] {
      #expect(connect(bench, password: token(resource, key: key)) == 401_003)
    }
    #expect(connect(bench, password: token("hub.local/devices/board1", key: Bytes(repeating: 8, count: 32))) == 401_003)
    #expect(connect(bench, password: token("hub.local/devices/board1", key: key, expiry: start / 1_000)) == 401_003)
    #expect(connect(bench, password: []) == 401_003)
    try bench.hub.update("board1", DeviceRequest(status: .disabled), ifMatch: "*", now: start)
    #expect(connect(bench, password: good) == 401_003)
  }

  @Test func serviceTokensNeedAPolicy() {
    let key = Bytes(repeating: 3, count: 32)
    let policies = ["iothubowner": encodeBase64(key).text]
    func check(_ token: Bytes?) -> Int? {
      refusal { () throws(HubError) in
        try Hub.authenticateService(authorization: token, policies: policies, names: names, now: start, hmac: hmac)
      }
    }
    #expect(check(token("hub.local:8443", key: key, policy: "iothubowner")) == nil)
    #expect(check(token("hub.local", key: key, policy: "device")) == 401_003)
    #expect(check(token("hub.local", key: key)) == 401_003)
    #expect(check(token("hub.local", key: [1], policy: "iothubowner")) == 401_003)
    #expect(check(token("other", key: key, policy: "iothubowner")) == 401_003)
    #expect(check(nil) == 401_003)
  }
}

import HubModel
import OTAInterface
import Testing

@Suite struct TwinTests {
  @Test func newTwinIsEmptyAtVersionOne() throws {
    var bench = try Bench()
    bench.subscribe("$iothub/twin/res/#")
    bench.publish("$iothub/twin/GET/?$rid=a-b")
    #expect(
      bench.actions() == [
        "board1 $iothub/twin/res/200/?$rid=a-b {\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}"
      ])
  }

  @Test func patchMergesDeletesAndReplacesArraysWhole() throws {
    var bench = try Bench()
    try bench.hub.updateTwin(
      "board1", json(#"{"properties":{"desired":{"a":{"x":1,"y":2},"l":[1,2,3],"k":"v"}}}"#), now: start)
    let device = try bench.hub.updateTwin(
      "board1", json(#"{"properties":{"desired":{"a":{"x":null,"z":3},"l":[4],"k":null}}}"#), now: start)
    #expect(JSON.object(device.twin.desired.properties) == json(#"{"a":{"y":2,"z":3},"l":[4]}"#))
    #expect(device.twin.desired.version == 3)
  }

  @Test func replaceKeepsNothing() throws {
    var bench = try Bench()
    bench.subscribe("$iothub/twin/PATCH/properties/desired/#")
    try bench.hub.updateTwin("board1", json(#"{"tags":{"t":1},"properties":{"desired":{"a":1}}}"#), now: start)
    _ = bench.actions()
    let device = try bench.hub.updateTwin(
      "board1", json(#"{"tags":{},"properties":{"desired":{"b":{"c":null,"d":2}}}}"#), replace: true, now: start)
    #expect(JSON.object(device.twin.desired.properties) == json(#"{"b":{"d":2}}"#))
    #expect(device.twin.tags.isEmpty)
    #expect(
      bench.actions() == ["board1 $iothub/twin/PATCH/properties/desired/?$version=3 {\"b\":{\"d\":2},\"$version\":3}"])
  }

  @Test func desiredPatchCarriesOnlyWhatChanged() throws {
    var bench = try Bench()
    bench.subscribe("$iothub/twin/PATCH/properties/desired/#")
    try bench.hub.updateTwin("board1", json(#"{"properties":{"desired":{"a":1,"b":2}}}"#), now: start)
    _ = bench.actions()
    try bench.hub.updateTwin("board1", json(#"{"properties":{"desired":{"b":null}}}"#), now: start)
    #expect(bench.actions() == ["board1 $iothub/twin/PATCH/properties/desired/?$version=3 {\"b\":null,\"$version\":3}"])
  }

  @Test func tagsAreNotPushed() throws {
    var bench = try Bench()
    bench.subscribe("$iothub/twin/#")
    try bench.hub.updateTwin("board1", json(#"{"tags":{"floor":3}}"#), now: start)
    #expect(bench.actions() == [])
    bench.publish("$iothub/twin/GET/?$rid=1")
    #expect(!bench.actions().joined().contains("floor"))
  }

  @Test func desiredPatchGoesOnlyToSubscribers() throws {
    var bench = try Bench()
    let patch = json(#"{"properties":{"desired":{"a":1}}}"#)
    try bench.hub.updateTwin("board1", patch, now: start)
    #expect(bench.actions() == [])
    bench.subscribe("$iothub/twin/PATCH/properties/desired/#")
    bench.hub.unsubscribe("board1", filter: bytes("$iothub/twin/PATCH/properties/desired/#"), now: start)
    try bench.hub.updateTwin("board1", patch, now: start)
    #expect(bench.actions() == [])
  }

  @Test func reportedPatchIsAcknowledgedWithItsVersion() throws {
    var bench = try Bench()
    bench.subscribe("$iothub/twin/res/#")
    bench.publish("$iothub/twin/PATCH/properties/reported/?$rid=7", #"{"a":{"b":1},"c":2}"#)
    bench.publish("$iothub/twin/PATCH/properties/reported/?$rid=8", #"{"c":null}"#)
    #expect(
      bench.actions() == [
        "board1 $iothub/twin/res/204/?$rid=7&$version=2 ", "board1 $iothub/twin/res/204/?$rid=8&$version=3 ",
      ])
    let reported = try bench.hub.device("board1").twin.reported
    #expect(JSON.object(reported.properties) == json(#"{"a":{"b":1}}"#))
    #expect(reported.metadata["a"]?["b"]?["$lastUpdated"] == .text("2026-11-23T09:07:11.0420000Z"))
    #expect(reported.metadata["c"] == nil)
  }

  @Test(arguments: [
    #"{"Code Running":1}"#, #"{"a.b":1}"#, #"{"$a":1}"#, #"{"":1}"#, "{\"a\\u0001\":1}", "{\"a\\u0085\":1}",
    #"{"a":[{"b c":1}]}"#, #"{"a":4503599627370496}"#, #"{"a":-4503599627370497}"#, "[]", "1", "{", "",
    #"{"a":1,"a":2}"#,
  ])
  func badReportedPatchIsRefusedWhole(_ body: String) throws {
    var bench = try Bench()
    bench.subscribe("$iothub/twin/res/#")
    bench.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", body)
    let answer = bench.actions().joined()
    #expect(answer.hasPrefix("board1 $iothub/twin/res/400/?$rid=1 {\"errorCode\":400004"))
    #expect(try bench.hub.device("board1").twin.reported.version == 1)
  }

  @Test(arguments: [
    #"{"a":4503599627370495,"b":-4503599627370496}"#, #"{"é":"ü","a-b_c":[1,[2,{"d":null}]]}"#, "{}",
  ])
  func goodReportedPatchIsTaken(_ body: String) throws {
    var bench = try Bench()
    bench.subscribe("$iothub/twin/res/#")
    bench.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", body)
    #expect(bench.actions() == ["board1 $iothub/twin/res/204/?$rid=1&$version=2 "])
  }

  @Test func sizesAreLimitedToTheByte() throws {
    var bench = try Bench()
    func update(_ document: String) -> Int? {
      refusal { () throws(HubError) in _ = try bench.hub.updateTwin("board1", json(document), now: start) }
    }
    func desired(_ body: String) -> String { #"{"properties":{"desired":{\#(body)}}}"# }
    func text(_ count: Int) -> String { String(repeating: "x", count: count) }
    #expect(update(desired("\"k\":\"\(text(4_096))\"")) == nil)
    #expect(update(desired("\"k\":\"\(text(4_097))\"")) == 400_004)
    #expect(update(desired("\"\(text(1_024))\":1")) == nil)
    #expect(update(desired("\"\(text(1_025))\":1")) == 400_004)
    // k + 4096 and 1024 + 8 are in; seven times 1 + 3947 and one rest fill the 32768 bytes.
    let fill = (0..<7).map { "\"\($0)\":\"\(text(3_946))\"" }.joined(separator: ",")
    #expect(update(desired(fill)) == nil)
    let used = 4_097 + 1_032 + 7 * 3_947
    #expect(update(desired("\"z\":\"\(text(32_768 - used - 1))\"")) == nil)
    #expect(update(desired("\"y\":true")) == 400_004)
    #expect(update(desired("\"z\":null,\"y\":true")) == nil)
    #expect(update(#"{"tags":{"a":"\#(text(4_096))","b":"\#(text(4_094))"}}"#) == nil)
    #expect(update(#"{"tags":{"c":null,"b":"\#(text(4_095))"}}"#) == 400_004)
  }

  @Test func depthIsLimitedToTen() throws {
    var bench = try Bench()
    func nested(_ depth: Int) -> JSON {
      let body = String(repeating: "{\"d\":", count: depth) + "1" + String(repeating: "}", count: depth)
      return json(#"{"properties":{"desired":\#(body)}}"#)
    }
    #expect(throws: Never.self) { try bench.hub.updateTwin("board1", nested(10), now: start) }
    #expect(throws: HubError.self) { try bench.hub.updateTwin("board1", nested(11), now: start) }
  }

  @Test func etagGuardsUpdates() throws {
    var bench = try Bench()
    let patch = json(#"{"properties":{"desired":{"a":1}}}"#)
    let old = try bench.hub.device("board1").twin.etag
    let new = try bench.hub.updateTwin("board1", patch, ifMatch: "\"\(old)\"", now: start).twin.etag
    #expect(new != old)
    #expect(throws: HubError.self) { try bench.hub.updateTwin("board1", patch, ifMatch: old, now: start) }
    #expect(throws: Never.self) { try bench.hub.updateTwin("board1", patch, ifMatch: "*", now: start) }
  }

  @Test func throttledDeviceGets429UntilTheNextSecond() throws {
    var limits = HubLimits()
    limits.twinReadsPerSecond = 2
    var bench = try Bench(limits: limits)
    bench.subscribe("$iothub/twin/res/#")
    func read() -> String {
      bench.publish("$iothub/twin/GET/?$rid=1")
      return String(bench.actions().joined().dropFirst("board1 $iothub/twin/res/".count).prefix(3))
    }
    #expect([read(), read(), read()] == ["200", "200", "429"])
    bench.now += 1_000
    #expect(read() == "200")
  }
}

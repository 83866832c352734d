// The engine's dialogue with the hub: connecting, twin, reports, requests of applications, tokens.

import BoardHAL
import OTAInterface
import Testing

@testable import SwiftEngine

private func object(_ text: String) throws -> JSONObject {
  try #require(try JSON.parse(Array(text.utf8)).objectValue)
}

@Suite struct HubDialogueTests {
  /// A running application, version 1 with these options.
  private func running(_ options: String = "") throws -> Bench {
    let bench = try Bench()
    try bench.deploy(1, [app(1, options)])
    #expect(bench.runUntilConfirmed(1))
    return bench
  }

  @Test func everyPatchReachesTheApplication() throws {
    let bench = try running()
    bench.cloud.setDesired(try object(#"{"UpdateTime":1000}"#))
    #expect(bench.run { bench.runtime.journal.last == #"1.twin {"UpdateTime":1000,"$version":3}"# })
    #expect(bench.cloud.requests.count == 1)
  }

  @Test func anExceptionInTwinUpdatedIsReportedAndTheApplicationGoesOn() throws {
    let bench = try running("twin=throw")
    bench.cloud.setDesired(try object(#"{"Rate":"fast"}"#))
    #expect(bench.run { bench.ota("code") == "crash" })
    #expect(bench.ota("detail")?.hasPrefix("TwinUpdated: System.InvalidCastException") == true)
    #expect(bench.runtime.running == ["1"])
  }

  @Test func oldPatchesAreDroppedAndGapsReadAgain() throws {
    let bench = try running()
    bench.cloud.hub?.push(.desiredPatch(version: 2), Bytes(#"{"UpdateTime":1,"$version":2}"#))
    #expect(bench.run(for: 5_000) { bench.runtime.journal.count > 1 } == false)
    // Version 3 gets lost; version 4 shows the gap.
    bench.cloud.desired["A"] = 1
    bench.cloud.version = 3
    bench.cloud.setDesired(try object(#"{"B":2}"#))
    #expect(bench.run { bench.engine.twin.version == 4 && bench.engine.twin.isCurrent })
    #expect(bench.engine.twin.desired["A"] == 1)
    #expect(bench.run { bench.runtime.journal.last?.contains(#""B":2"#) == true })
  }

  @Test func whatChangedWhileAwayReachesTheApplication() throws {
    let bench = try running()
    bench.cloud.isHubUp = false
    bench.board.mqtt.drop()
    #expect(bench.run { bench.runtime.journal.last == "1.connected false" })
    bench.cloud.setDesired(try object(#"{"UpdateTime":7}"#))
    bench.cloud.isHubUp = true
    #expect(bench.run { bench.runtime.journal.last?.contains(#""UpdateTime":7"#) == true })
    #expect(bench.runtime.journal.contains("1.connected true"))
  }

  @Test func retriesABusyHub() throws {
    let bench = try Bench()
    bench.cloud.twinStatuses = [429, 503]
    bench.cloud.reportStatuses = [429, 500]
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    #expect(bench.cloud.connections == 1)
  }

  /// A twin that is none is asked for again, while the application runs.
  @Test func asksAgainForATwinThatCannotBeRead() throws {
    let bench = try running()
    bench.cloud.twinBodies = ["{", "[]", #"{"desired":{"CodeVersion":2}}"#].map { Bytes($0.utf8) }
    bench.board.mqtt.drop()
    bench.cloud.setDesired(try object(#"{"X":1}"#))
    #expect(bench.run { bench.runtime.journal.last?.contains(#""X":1"#) == true })
    #expect(bench.cloud.twinBodies.isEmpty)
    #expect(bench.board.serial.lines.contains("The hub's twin cannot be read"))
    #expect(bench.runtime.lifeCycle == ["1.start"])
  }

  @Test func reconnectsWithGrowingDelays() throws {
    let bench = try Bench()
    bench.cloud.isHubUp = false
    #expect(bench.run { bench.engine.link.attempts == 6 })
    // Six attempts take between half of and all of 1 + 2 + 4 + 8 + 16 seconds.
    #expect((16_500...33_000).contains(bench.board.clock.monotonicMilliseconds))
    bench.cloud.isHubUp = true
    #expect(bench.run { bench.engine.link.phase == .online })
    #expect(bench.engine.link.attempts == 0)
  }

  @Test func asksForSleepWhenNothingWorks() throws {
    let bench = try Bench()
    bench.options.allowsSleep = true
    bench.cloud.isNetworkUp = false
    try bench.reboot()
    let exit = bench.engine.run { bench.board.clock.monotonicMilliseconds > 3_600_000 }
    guard case .deepSleep(let milliseconds) = exit else {
      Issue.record("no sleep")
      return
    }
    #expect((30_000...60_000).contains(milliseconds))
    #expect(bench.board.serial.lines.contains("Deep sleep now"))
  }

  @Test func doesNotBelieveATimeBeforeItsFloor() throws {
    let bench = try Bench()
    bench.cloud.time = 1_000_000_000
    #expect(bench.run { bench.engine.link.attempts == 2 })
    #expect(bench.board.clock.unixSeconds == nil)
    #expect(bench.cloud.passwords.isEmpty)
    bench.cloud.time = 1_800_000_000
    #expect(bench.run { bench.engine.link.phase == .online })
    // A verified connection raises the floor, also over a restart.
    try bench.reboot()
    #expect((1_800_000_000...1_800_001_000).contains(bench.engine.timeFloor))
  }

  @Test func renewsItsTokenBeforeItEnds() throws {
    let bench = try running()
    let first = try SASToken.parse(try #require(bench.cloud.passwords.last))
    #expect(first.resource.text == "hub.example/devices/dev1")
    #expect(
      first.isSigned { (message: Bytes) throws(Never) in
        FakeCrypto().hmacSHA256(key: Bytes("device key"), message: message)
      })
    #expect(bench.run(for: 86_400_000) { bench.cloud.connections == 2 && bench.engine.link.phase == .online })
    let time = try #require(bench.board.clock.unixSeconds)
    #expect(time < first.expiry && time > first.expiry - 700)
    #expect(try SASToken.parse(try #require(bench.cloud.passwords.last)).expiry > first.expiry + 80_000)
  }

  @Test func applicationsUseTheEnginesConnection() throws {
    let bench = try running("getTwin=1;send=1")
    #expect(bench.cloud.telemetry.count == 1)
    #expect(bench.cloud.telemetry.first?.payload == #"{"n":1}"#)
    #expect(bench.cloud.telemetry.first?.properties["a"]?.text == "b c")
    #expect(bench.runtime.journal.contains("1.response 200 "))
    #expect(bench.runtime.journal.contains { $0.hasPrefix(#"1.response 200 {"desired":"#) })
    #expect(bench.cloud.connections == 1)
  }

  @Test func directMethodsAndMessagesReachTheApplication() throws {
    let bench = try running()
    bench.cloud.hub?.push(.method(name: Bytes("GetCount"), requestID: Bytes("1f")), Bytes("{}"))
    #expect(bench.run { bench.cloud.methodAnswers.count == 1 })
    #expect(bench.cloud.methodAnswers[0] == (200, "1f", #"{"done":true}"#))
    var properties = PropertyBag()
    properties.append(Bytes("k"), Bytes("v"))
    bench.cloud.hub?.push(.cloudMessage(device: Bytes("dev1"), properties: properties), Bytes("hello"))
    #expect(bench.run { bench.runtime.journal.last == "1.message k=v hello" })
  }

  @Test func aMethodWithoutAnApplicationIsAnswered() throws {
    let bench = try Bench()
    #expect(bench.run { bench.engine.link.phase == .online })
    bench.cloud.hub?.push(.method(name: Bytes("GetCount"), requestID: Bytes("1")), [])
    #expect(bench.run { bench.cloud.methodAnswers.first?.status == 404 })
  }

  @Test func requestsWithoutAnAnswerAreLost() throws {
    let bench = try running()
    bench.cloud.isHubUp = false
    bench.board.mqtt.drop()
    #expect(bench.run { !bench.runtime.isConnected })
    try bench.reboot()
    bench.cloud.isHubUp = true
    #expect(bench.run { bench.runtime.isConnected && bench.runtime.running == ["1"] })
  }

  /// What happened is told even if power fails before the hub heard it (W-12).
  @Test func reportsSurviveARestart() throws {
    let bench = try running()
    try bench.deploy(2, [app(2, "start=throw")])
    #expect(bench.run { bench.engine.machine.stateName == .trial })
    bench.cloud.isHubUp = false
    bench.board.mqtt.drop()
    #expect(bench.run { bench.runtime.lifeCycle.last == "1.start" && bench.engine.machine.stateName == .idle })
    #expect(bench.ota("code") == nil)
    try bench.reboot()
    bench.cloud.isHubUp = true
    #expect(bench.run { bench.cloud.reportedPatches.contains { $0["ota"]?["code"]?.stringValue?.text == "start" } })
  }

  @Test func aReportThatTheHubRefusesDoesNotBlockTheNext() throws {
    let bench = try Bench()
    bench.cloud.reportStatuses = [400]
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    #expect(bench.codeRunning == "Code Running")
  }

  @Test func rubbishFromTheHubIsDropped() throws {
    let bench = try running()
    let rubbish: [(String, String)] = [
      ("$iothub/twin/PATCH/properties/desired/?$version=3", "{"), ("$iothub/twin/res/200/?$rid=999", "{}"),
      ("$iothub/twin/res/x/?$rid=1", ""), ("other/topic", "x"), ("$iothub/methods/POST//?$rid=", ""),
      ("$iothub/twin/PATCH/properties/desired/?$version=3", "[1]"), ("devices/dev1/messages/devicebound/%zz", ""),
    ]
    for (topic, payload) in rubbish {
      bench.board.queue.add(
        .mqtt(
          .message(MQTTMessage(topic: Array(topic.utf8), payload: Array(payload.utf8), qos: .atMostOnce))))
    }
    bench.cloud.setDesired(try object(#"{"X":1}"#))
    #expect(bench.run { bench.runtime.journal.last?.contains(#""X":1"#) == true })
    #expect(bench.cloud.connections == 1)
  }
}

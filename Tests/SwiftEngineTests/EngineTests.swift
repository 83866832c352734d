// The engine end to end on a fake board, hub, blob store and runtime.

import BoardHAL
import OTAInterface
import Testing

@testable import SwiftEngine

@Suite struct EngineTests {
  @Test func installsTheFirstVersion() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    #expect(bench.runtime.running == ["1"])
    #expect(bench.cloud.reported["CodeUpdated"] == true)
    #expect(bench.codeRunning == "Code Running")
    #expect(bench.ota("state") == "confirmed")
    #expect(bench.ota("code") == nil)
    #expect(bench.board.mqtt.filters.count == 4)
    #expect(bench.runtime.base.count == 1)
  }

  @Test func updatesWithoutStoppingTheOldBeforeTheNewIsProven() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1), "shared"])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2), "shared"])
    #expect(bench.run { bench.runtime.loaded == ["1", "2"] })
    #expect(bench.runtime.running == ["1"])
    #expect(bench.runUntilConfirmed(2))
    #expect(bench.runtime.loaded == ["2"])
    #expect(bench.runtime.lifeCycle == ["1.start", "1.stop", "2.start"])
    // The shared file was not fetched again.
    #expect(bench.cloud.requests.count == 3)
  }

  @Test func comesBackAfterARestartWithoutDownloading() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    let requests = bench.cloud.requests.count
    try bench.reboot()
    #expect(bench.run { bench.runtime.running == ["1"] })
    #expect(bench.run(for: 60_000) { bench.cloud.requests.count != requests } == false)
    #expect(bench.codeRunning == "Code Running")
  }

  @Test func runsTheApplicationWithoutACloud() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    bench.cloud.isNetworkUp = false
    try bench.reboot()
    #expect(bench.run { bench.runtime.running == ["1"] })
  }

  @Test func refusesAWrongHashAndKeepsTheOldVersion() throws {
    let bench = try Bench()
    try bench.deploy(2, [app(2)])
    #expect(bench.runUntilConfirmed(2))
    try bench.deploy(3, [app(3)], wrongHash: true)
    #expect(bench.run { bench.ota("code") == "hash" && bench.cloud.reported["CodeUpdated"] == false })
    #expect(bench.runtime.lifeCycle == ["2.start"])
    #expect(bench.confirmed == 2)
    #expect(bench.codeRunning == "Code Running")
    #expect(bench.ota("detail")?.contains("Integrity error:") == true)
    // The first attempt and five more (design.md 3), then it waits for another document.
    #expect(bench.cloud.requests.count == 1 + 6)
    #expect(bench.run(for: 3_600_000) { bench.cloud.requests.count > 7 } == false)
    try bench.deploy(3, [app(3)])
    #expect(bench.runUntilConfirmed(3))
  }

  @Test func resumesABrokenDownload() throws {
    let bench = try Bench()
    bench.cloud.faults = [.breakAfter(2_000), .unreachable, .status(503), .breakAfter(1_001)]
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    #expect(bench.cloud.requests.map(\.offset) == [0, 2_000, 2_000, 2_000, 3_001])
  }

  @Test(arguments: [403, 404]) func givesUpOnRefusals(status: Int) throws {
    let bench = try Bench()
    bench.cloud.faults = Array(repeating: .status(status), count: 6)
    try bench.deploy(1, [app(1)])
    #expect(bench.run { bench.ota("code") == "http" && bench.ota("state") == "idle" })
    #expect(bench.ota("detail")?.contains("HTTP \(status) Scripted") == true)
    #expect(bench.run { bench.codeRunning?.contains("HTTP \(status)") == true })
    // A new token is a new document.
    bench.cloud.setDesired(try #require(JSON.parse(Bytes(#"{"Token":"sv=1&sig=fresh"}"#)).objectValue))
    #expect(bench.runUntilConfirmed(1))
  }

  @Test(arguments: ["start=throw", "crash=2000", "start=hang"])
  func rollsBackABadTrialAndRemembersIt(options: String) throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2, options)])
    #expect(bench.run { bench.engine.machine.stateName == .trial })
    #expect(bench.run { bench.engine.machine.stateName == .idle && bench.runtime.running == ["1"] })
    #expect(bench.run { bench.codeRunning == "Code Running" && bench.ota("code") != nil })
    #expect(bench.confirmed == 1)
    #expect(bench.cloud.reported["CodeUpdated"] == false)
    let requests = bench.cloud.requests.count
    // The same document again, even after a restart, is not tried.
    try bench.reboot()
    #expect(bench.run { bench.ota("code") == "bad" })
    #expect(bench.cloud.requests.count == requests)
    // The same number with other content is.
    try bench.deploy(2, [app(2, "fixed=1")])
    #expect(bench.runUntilConfirmed(2))
  }

  /// An expired token cannot work, so it is not tried (W-18).
  @Test func doesNotSendAnExpiredToken() throws {
    let bench = try Bench()
    var patch = try bench.publish(1, [app(1)])
    patch["Token"] = "sv=1&se=2020-01-01T00%3A00%3A00Z&sig=x"
    bench.cloud.setDesired(patch)
    #expect(bench.run { bench.ota("detail") == "the token ended at 2020-01-01T00:00:00Z" })
    #expect(bench.cloud.requests.isEmpty)
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
  }

  @Test func refusesWhatCannotRunBeforeTheOldStops() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2, "load=needs GreenhouseCore 1.0")])
    #expect(bench.run { bench.ota("code") == "refused" })
    #expect(bench.ota("detail") == "needs GreenhouseCore 1.0")
    #expect(bench.runtime.lifeCycle == ["1.start"])
  }

  @Test func stopsTheOldFirstWhenBothDoNotFit() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1, "size=60")])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2, "size=60")])
    #expect(bench.runUntilConfirmed(2))
    try bench.deploy(3, [app(3, "size=101")])
    #expect(bench.run { bench.ota("code") == "memory" && bench.ota("state") == "idle" })
    #expect(bench.run { bench.runtime.running == ["2"] })
    #expect(bench.runtime.lifeCycle == ["1.start", "1.stop", "2.start", "2.stop", "2.start"])
  }

  @Test func prolongsTheTrialWhileTheHubIsAway() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2)])
    #expect(bench.run { bench.engine.machine.state.isProbation })
    bench.cloud.isHubUp = false
    bench.board.mqtt.drop()
    #expect(bench.run(for: 7_200_000) { bench.confirmed == 2 } == false)
    #expect(bench.runtime.running == ["2"])
    bench.cloud.isHubUp = true
    #expect(bench.runUntilConfirmed(2))
  }

  @Test func countsBootsOfATrial() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2)])
    for boot in 1...3 {
      #expect(bench.run { bench.runtime.running == ["2"] })
      #expect(bench.engine.machine.selection.trialBoots == UInt8(boot))
      try bench.reboot()
    }
    #expect(bench.run { bench.runtime.running == ["1"] && bench.ota("code") == "boots" })
  }

  @Test func anOrderlySleepIsNoFailedBoot() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2)])
    #expect(bench.run { bench.engine.machine.state.isProbation })
    bench.options.allowsSleep = true
    bench.cloud.isHubUp = false
    for _ in 0..<6 {
      try bench.reboot()
      var exit: EngineExit?
      exit = bench.engine.run { bench.board.clock.monotonicMilliseconds > 3_600_000 }
      guard case .deepSleep = exit else {
        Issue.record("expected deep sleep, got \(String(describing: exit))")
        return
      }
    }
    bench.cloud.isHubUp = true
    try bench.reboot()
    #expect(bench.runUntilConfirmed(2))
  }

  @Test func theNewestDocumentWins() throws {
    let bench = try Bench()
    bench.cloud.faults = [.breakAfter(1_000)]
    try bench.deploy(1, [app(1)])
    #expect(bench.run { bench.engine.machine.stateName == .fetching })
    try bench.deploy(2, [app(2)])
    #expect(bench.runUntilConfirmed(2))
    #expect(bench.runtime.lifeCycle == ["2.start"])
  }

  @Test func aDocumentThatComesDuringTheTrialIsNext() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.run { bench.engine.machine.state.isProbation })
    try bench.deploy(2, [app(2)])
    #expect(bench.runUntilConfirmed(2))
    #expect(bench.runtime.lifeCycle == ["1.start", "1.stop", "2.start"])
  }

  @Test(arguments: [
    #"{"CodeVersion":2}"#, #"{"CodeVersion":2,"Files":[]}"#, #"{"CodeVersion":"x"}"#, #"{"Files":7,"CodeVersion":9}"#,
  ])
  func refusesInvalidDocumentsWhole(patch: String) throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    var desired = try #require(try JSON.parse(Array(patch.utf8)).objectValue)
    if desired["Files"] == nil { desired["Files"] = .null }
    bench.cloud.setDesired(desired)
    #expect(bench.run { bench.ota("code") == "document" })
    #expect(bench.runtime.lifeCycle == ["1.start"])
    #expect(bench.confirmed == 1)
  }

  @Test func refetchesADamagedFile() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    bench.flash.damage(at: FakeBoard.configSize + 4_096 + 64 + 100)
    try bench.reboot()
    #expect(bench.run { bench.runtime.running == ["1"] })
    #expect(bench.cloud.requests.count == 2)
    #expect(bench.runUntilConfirmed(1))
  }

  @Test func fallsBackWhenTheCurrentFileIsDamagedOffline() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1, padding: 100)])
    #expect(bench.runUntilConfirmed(1))
    try bench.deploy(2, [app(2, padding: 100)])
    #expect(bench.runUntilConfirmed(2))
    bench.flash.damage(at: FakeBoard.configSize + 2 * 4_096 + 64 + 10)
    bench.cloud.isNetworkUp = false
    try bench.reboot()
    #expect(bench.run { bench.runtime.running == ["1"] })
    bench.cloud.isNetworkUp = true
    #expect(bench.run { bench.runtime.running == ["2"] })
  }

  @Test func makesRoomByDroppingTheVersionBefore() throws {
    let bench = try Bench()
    // 15 sectors for files: two generations of 5 fit, a third needs the first one's place.
    for version in 1...4 {
      try bench.deploy(Int32(version), [app(version, padding: 20_000)])
      #expect(bench.runUntilConfirmed(Int32(version)))
    }
    try bench.deploy(5, [app(5, padding: 70_000)])
    #expect(bench.run { bench.ota("code") == "space" && bench.ota("state") == "idle" })
    #expect(bench.runtime.running == ["4"])
  }

  @Test func noSecretIsLoggedStoredOrReported() throws {
    let bench = try Bench()
    bench.cloud.faults = [.status(403), .breakAfter(100), .corrupt]
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    for text in [bench.board.serial.lines, bench.flash.content.text, bench.cloud.reported.encoded().text] {
      #expect(!text.contains("TOPSECRET"))
    }
    #expect(!bench.board.serial.lines.contains(encodeBase64(Bytes("device key")).text))
    #expect(bench.cloud.requests.allSatisfy { $0.url.hasSuffix("?" + Bench.secret) })
  }
}

extension UpdateMachine.State {
  var isProbation: Bool {
    if case .trial(_, .probation) = self { true } else { false }
  }
}

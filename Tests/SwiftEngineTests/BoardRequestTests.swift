// What applications ask of the board itself: its clock and its restart. The board stays in reach of the cloud whatever they
// ask for.

import BoardHAL
import OTAInterface
import Testing

@testable import SwiftEngine

@Suite struct BoardRequestTests {
  private static let year2100: Int64 = 4_102_444_800

  /// A bench whose application, version 1, is confirmed.
  private func running(_ options: String) throws -> Bench {
    let bench = try Bench()
    try bench.deploy(1, [app(1, options)])
    #expect(bench.runUntilConfirmed(1))
    return bench
  }

  // MARK: - The clock

  @Test func anApplicationSetsTheClockUntilTheSourceIsHeardAgain() throws {
    let bench = try running("clock=\(Self.year2100)")
    let time = try #require(bench.board.clock.unixSeconds)
    #expect((Self.year2100...Self.year2100 + 600).contains(time))
    #expect(bench.board.serial.lines.contains("The application set date and time to 2100-01-01T00:00:00Z"))
    bench.board.mqtt.drop()
    #expect(bench.run { bench.cloud.connections == 2 && bench.engine.link.phase == .online })
    #expect(bench.board.clock.unixSeconds.map { $0 < 1_800_001_000 } == true)
    #expect(bench.engine.timeFloor < 1_800_001_000)
  }

  /// Without a source the board goes by the application's time, but no floor is built on it.
  @Test func theApplicationsTimeIsNoFloor() throws {
    let bench = try running("clock=\(Self.year2100)")
    bench.cloud.time = nil
    bench.board.mqtt.drop()
    #expect(bench.run { bench.cloud.connections == 2 && bench.engine.link.phase == .online })
    #expect(bench.board.clock.unixSeconds.map { $0 >= Self.year2100 } == true)
    #expect(bench.engine.timeFloor < 1_800_001_000)
  }

  @Test func noTimeBeforeTheFloorIsTaken() throws {
    let bench = try running("clock=1799999999")
    #expect(bench.runtime.journal.contains("clock refused"))
    #expect(bench.board.clock.unixSeconds.map { $0 >= 1_800_000_000 } == true)
  }

  /// Tokens and certificates end early by a clock that was set wrong: the source is asked before an update is given up.
  @Test func aWrongClockKeepsNoUpdateAway() throws {
    let bench = try running("clock=\(Self.year2100)")
    var patch = try bench.publish(2, [app(2)])
    patch["Token"] = "sv=1&se=2030-01-01T00%3A00%3A00Z&sig=x"
    bench.cloud.setDesired(patch)
    #expect(bench.runUntilConfirmed(2))
  }

  @Test func aCertificateThatSeemsExpiredIsTriedAgainByTheRightTime() throws {
    let bench = try running("clock=\(Self.year2100)")
    bench.cloud.faults = [.untrusted]
    try bench.deploy(2, [app(2)])
    #expect(bench.runUntilConfirmed(2))
    #expect(bench.board.clock.unixSeconds.map { $0 < 1_800_001_000 } == true)
  }

  // MARK: - Restarts

  /// Runs the engine to its own end.
  private func exit(of bench: Bench) -> EngineExit {
    let limit = bench.board.clock.monotonicMilliseconds + 3_600_000
    return bench.engine.run { bench.board.clock.monotonicMilliseconds > limit }
  }

  @Test func anApplicationRestartsTheBoard() throws {
    let bench = try running("restart=60000")
    try bench.reboot()
    #expect(exit(of: bench) == .restart)
    let line = "Version 1 restarts the board, 60 s after its start"
    #expect(bench.board.serial.lines.contains(line))
    #expect(try bench.engine.records.journal().contains(Array(line.utf8)))
    #expect(!bench.board.mqtt.isConnected && !bench.board.watchdog.isRunning)
    try bench.reboot()
    #expect(bench.run { bench.runtime.running == ["1"] })
  }

  /// The document comes just before the restart: the update is done instead.
  @Test func noRestartInTheMiddleOfAnUpdate() throws {
    let bench = try running("restart=60000")
    try bench.reboot()
    #expect(bench.run { bench.runtime.running == ["1"] })
    let due = bench.board.clock.monotonicMilliseconds + 60_000
    #expect(bench.run { bench.board.clock.monotonicMilliseconds >= due })
    #expect(bench.engine.exit == nil)
    try bench.deploy(2, [app(2)])
    #expect(bench.runUntilConfirmed(2))
    #expect(bench.runtime.running == ["2"])
  }

  /// A restart waits for no download that itself waits for better days.
  @Test func anUpdateThatWaitsHoldsNoRestart() throws {
    let bench = try running("restart=60000")
    try bench.reboot()
    #expect(bench.run { bench.runtime.running == ["1"] })
    bench.cloud.faults = Array(repeating: .unreachable, count: 100)
    try bench.deploy(2, [app(2)])
    #expect(exit(of: bench) == .restart)
    bench.cloud.faults = []
    try bench.reboot()
    #expect(bench.runUntilConfirmed(2))
  }

  /// Each restart of a trial is one of its boots.
  @Test func aTrialThatRestartsTheBoardForEverIsRolledBack() throws {
    let bench = try running("")
    try bench.deploy(2, [app(2, "restart=5000")])
    for _ in 1...3 {
      #expect(exit(of: bench) == .restart)
      try bench.reboot()
    }
    #expect(bench.run { bench.runtime.running == ["1"] && bench.ota("code") == "boots" })
  }
}

// Power fails at every flash operation of an update, with a torn last write: the board always comes back with the old
// version or the new one, never with neither, even offline; and online it always gets to the new one.

import OTAInterface
import Testing

@testable import SwiftEngine

/// A board with version 1 confirmed while the cloud asks for version 2.
private struct Scenario {
  let bench: Bench
  let before: FakeFlash
  let generation: UInt32
  static let old = [app(1), "shared"]
  static let new = [app(2), "shared", "another"]

  /// - Parameter free: fill the record bank so far, so that it is copied at another moment of the update.
  init(free: Int) throws {
    bench = try Bench()
    try bench.deploy(1, Scenario.old)
    #expect(bench.runUntilConfirmed(1))
    while bench.engine.records.freeBytes > free { try bench.engine.records.addToJournal(Bytes("line")) }
    before = FakeFlash(copyOf: bench.flash)
    generation = bench.engine.records.generation
    bench.cloud.setDesired(try bench.publish(2, Scenario.new))
  }

  /// Boots from `flash`, to be cut in operation `cutAt`, and runs until power fails or all is done.
  /// - Returns: whether power failed.
  func runCut(_ flash: FakeFlash, at cutAt: Int?, torn: Int) throws -> Bool {
    let device = FakeFlash(copyOf: flash)
    try bench.reboot(flash: device)
    bench.flash.cutAt = cutAt
    bench.flash.tornPercent = torn
    let isDone = bench.runUntilConfirmed(2)
    #expect(isDone || bench.flash.isCut)
    return bench.flash.isCut
  }

  /// What runs after a boot without a network: the version, and whether its set is whole.
  func offlineVersion(_ flash: FakeFlash) throws -> String {
    bench.cloud.isNetworkUp = false
    defer { bench.cloud.isNetworkUp = true }
    try bench.reboot(flash: FakeFlash(copyOf: flash))
    guard bench.run(until: { !bench.runtime.running.isEmpty }) else { return "neither" }
    let images = bench.runtime.instances.first?.images
    if images == Scenario.old { return "old" }
    if images == Scenario.new { return "new" }
    return "a mixture"
  }

  /// Whether a boot with a network ends in version 2.
  func reachesTheNew(_ flash: FakeFlash) throws -> Bool {
    try bench.reboot(flash: FakeFlash(copyOf: flash))
    return bench.runUntilConfirmed(2) && bench.runtime.instances.first?.images == Scenario.new
  }
}

@Suite struct PowerLossTests {
  @Test(arguments: [8_192, 700])
  func everyOperationOfAnUpdate(free: Int) throws {
    let scenario = try Scenario(free: free)
    _ = try scenario.runCut(scenario.before, at: nil, torn: 0)
    let operations = scenario.bench.flash.operations
    #expect(operations > 30)
    // With the fuller bank the update has to copy it on the way.
    let copies = scenario.bench.engine.records.generation - scenario.generation
    #expect(copies == (free == 8_192 ? 0 : 1))
    var seen: Set<String> = []
    for operation in 0..<operations {
      for torn in [0, 60] {
        let id = "free \(free), operation \(operation), torn \(torn) %"
        guard try scenario.runCut(scenario.before, at: operation, torn: torn) else {
          Issue.record("power did not fail: \(id)")
          continue
        }
        let after = FakeFlash(copyOf: scenario.bench.flash)
        let version = try scenario.offlineVersion(after)
        seen.insert(version)
        #expect(version == "old" || version == "new", "\(id)")
        #expect(try scenario.reachesTheNew(after), "\(id)")
      }
    }
    #expect(seen == ["old", "new"])
  }

  /// Power fails again during the recovery, and once more during that.
  @Test func failuresDuringRecovery() throws {
    let scenario = try Scenario(free: 1_000)
    _ = try scenario.runCut(scenario.before, at: nil, torn: 0)
    let operations = scenario.bench.flash.operations
    var random = SplitMix(state: 7)
    for round in 0..<40 {
      var flash = scenario.before
      var cuts: [Int] = []
      for _ in 0..<3 {
        let cut = Int(random.next() % UInt64(operations))
        cuts.append(cut)
        let failed = try scenario.runCut(flash, at: cut, torn: Int(random.next() % 101))
        flash = FakeFlash(copyOf: scenario.bench.flash)
        if !failed { break }
      }
      let version = try scenario.offlineVersion(flash)
      #expect(version == "old" || version == "new", "round \(round), cuts \(cuts)")
      #expect(try scenario.reachesTheNew(flash), "round \(round), cuts \(cuts)")
    }
  }

  /// Power fails at every operation of a roll-back: the bad version never stays.
  @Test func everyOperationOfARollBack() throws {
    let bench = try Bench()
    try bench.deploy(1, [app(1)])
    #expect(bench.runUntilConfirmed(1))
    let before = FakeFlash(copyOf: bench.flash)
    bench.cloud.setDesired(try bench.publish(2, [app(2, "crash=2000")]))
    func settled() -> Bool {
      bench.runtime.running == ["1"] && bench.engine.machine.stateName == .idle
        && bench.engine.machine.selection.bad.count == 1 && bench.engine.outbox.pending.isEmpty
    }
    try bench.reboot(flash: before)
    #expect(bench.run(until: settled))
    let operations = bench.flash.operations
    for operation in 0..<operations {
      try bench.reboot(flash: before)
      bench.flash.cutAt = operation
      _ = bench.run(until: settled)
      #expect(bench.flash.isCut, "operation \(operation)")
      try bench.reboot(flash: bench.flash)
      #expect(bench.run(until: settled), "operation \(operation)")
    }
  }
}

/// A small generator with a fixed sequence.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}

// Which snapshots are refused, and that a refusal leaves the VM alone. That programs go on with the same result, in another
// process, is what scripts/runtime-snapshots.sh shows.

import BoardHALLinux
import CNanoRuntime
import Foundation
import NanoRuntime
import Testing

@Suite struct SnapshotTests {
  private static let arena = 1 << 18
  private static let key: [UInt8] = Array("the key of a board".utf8)

  private static func seal(_ key: [UInt8]) -> SnapshotSeal {
    SnapshotSeal { ranges in MbedCrypto().hmacSHA256(key: key, message: ranges.flatMap { Array($0) }) }
  }

  /// A VM in the middle of a program with several threads.
  private final class Fixture {
    let base: Image
    let file: Image
    let clock = TestClock()
    var output: [UInt8] = []

    init() throws {
      base = Image(try Fixtures.read("\(Fixtures.library)/mscorlib.pe"))
      file = Image(try Fixtures.read("\(Fixtures.programs)/threads/thr_basic.pe"))
    }

    var images: [UnsafeRawBufferPointer] { [file.bytes, base.bytes] }

    func empty(arena: Int = SnapshotTests.arena) throws -> VM {
      try VM(
        arenaSize: arena,
        host: RuntimeHost(
          write: { [self] in output += $0 }, monotonicMilliseconds: { [self] in clock.now }, unixSeconds: { nil },
          random: { $0.initializeMemory(as: UInt8.self, repeating: 7) }, threadEnded: { _ in }))
    }

    func running() throws -> VM {
      let vm = try empty()
      try vm.load(base.bytes, into: .base)
      try vm.link(.base)
      let domain = try vm.createDomain()
      try vm.load(file.bytes, into: domain)
      try vm.link(domain)
      try vm.startMain(in: domain)
      _ = vm.run(budget: 3_000)
      return vm
    }

    func restore(
      _ snapshot: [UInt8], into vm: VM, images: [UnsafeRawBufferPointer]? = nil, key: [UInt8] = SnapshotTests.key,
      slept: UInt32 = 0
    ) throws {
      try snapshot.withUnsafeBytes {
        try vm.restore($0, images: images ?? self.images, seal: SnapshotTests.seal(key), sleptMilliseconds: slept)
      }
    }

    func finish(_ vm: VM) -> String {
      loop: while true {
        switch vm.run(budget: 1_000_000) {
        case .waiting(until: .some(let wake)): clock.now = wake
        case .budget: continue
        default: break loop
        }
      }
      return String(decoding: output, as: UTF8.self)
    }
  }

  /// The status with which a snapshot is refused; nil if it is not. The VM has to go on as a new one.
  private func refusal(
    of snapshot: [UInt8], in fixture: Fixture, arena: Int = SnapshotTests.arena,
    images: [UnsafeRawBufferPointer]? = nil,
    key: [UInt8] = SnapshotTests.key
  ) throws -> RuntimeError.Status? {
    let vm = try fixture.empty(arena: arena)
    do {
      try fixture.restore(snapshot, into: vm, images: images, key: key)
    } catch let error as RuntimeError {
      #expect(!error.message.isEmpty)
      try vm.load(fixture.base.bytes, into: .base)
      try vm.link(.base)
      return error.status
    }
    return nil
  }

  @Test func goesOnAndChangesNothingInTheSavedOne() throws {
    let first = try Fixture()
    let vm = try first.running()
    let snapshot = try vm.save(seal: Self.seal(Self.key))
    let second = try Fixture()
    second.output = first.output
    second.clock.now = 900_000
    let other = try second.empty()
    try second.restore(snapshot, into: other)
    let expected = try Fixtures.text("\(Fixtures.programs)/threads/thr_basic.expected")
    #expect(first.finish(vm).replacingOccurrences(of: "\r\n", with: "\n") == expected)
    #expect(second.finish(other).replacingOccurrences(of: "\r\n", with: "\n") == expected)
  }

  @Test func refusesWhatWasAltered() throws {
    let fixture = try Fixture()
    let snapshot = try fixture.running().save(seal: Self.seal(Self.key))
    #expect(try refusal(of: snapshot, in: fixture) == nil)
    var random = SeededGenerator(seed: 20_261_127)
    // Behind the header every byte is the seal's to guard, the seal itself included.
    var places = [snapshot.count - 1]
    for _ in 0..<60 { places.append(Int.random(in: 64..<snapshot.count, using: &random)) }
    for at in places {
      var altered = snapshot
      altered[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let status = try refusal(of: altered, in: fixture)
      #expect(status == .snapshotSeal || status == .snapshotFiles, "byte \(at)")
    }
    for at in 0..<64 {
      var altered = snapshot
      altered[at] ^= 1
      #expect(try refusal(of: altered, in: fixture) != nil, "byte \(at)")
    }
    for length in [0, 1, 39, 40, 72, snapshot.count / 2, snapshot.count - 1] {
      #expect(try refusal(of: Array(snapshot.prefix(length)), in: fixture) == .badFormat, "\(length) bytes")
    }
    #expect(try refusal(of: snapshot + [0], in: fixture) == .badFormat)
  }

  @Test func refusesTheSealOfAnotherBoard() throws {
    let fixture = try Fixture()
    let snapshot = try fixture.running().save(seal: Self.seal(Self.key))
    #expect(try refusal(of: snapshot, in: fixture, key: Array("the key of another board".utf8)) == .snapshotSeal)
    let unsealed = Array(snapshot.dropLast(32)) + [UInt8](repeating: 0, count: 32)
    #expect(try refusal(of: unsealed, in: fixture) == .snapshotSeal)
  }

  @Test func refusesAnotherVersion() throws {
    let fixture = try Fixture()
    var snapshot = try fixture.running().save(seal: Self.seal(Self.key))
    snapshot[8] &+= 1
    #expect(try refusal(of: snapshot, in: fixture) == .snapshotVersion)
    snapshot[8] &-= 1
    snapshot[12] ^= 0x10
    #expect(try refusal(of: snapshot, in: fixture) == .snapshotVersion)
  }

  @Test func refusesAnotherArena() throws {
    let fixture = try Fixture()
    let snapshot = try fixture.running().save(seal: Self.seal(Self.key))
    #expect(try refusal(of: snapshot, in: fixture, arena: Self.arena + 4096) == .badArgument)
  }

  @Test func refusesOtherFiles() throws {
    let fixture = try Fixture()
    let snapshot = try fixture.running().save(seal: Self.seal(Self.key))
    #expect(try refusal(of: snapshot, in: fixture, images: [fixture.base.bytes]) == .snapshotFiles)
    var bytes = Array(fixture.file.bytes)
    bytes[bytes.count / 2] ^= 1
    let altered = Image(bytes)
    #expect(try refusal(of: snapshot, in: fixture, images: [fixture.base.bytes, altered.bytes]) == .snapshotFiles)
    withExtendedLifetime(altered) {}
  }

  @Test func timeGoesOnByWhatWasSlept() throws {
    let fixture = try Fixture()
    let vm = try fixture.running()
    guard case .waiting(until: .some(let wake)) = waiting(vm) else {
      Issue.record("the program does not sleep")
      return
    }
    let left = wake - fixture.clock.now
    let snapshot = try vm.save(seal: Self.seal(Self.key))
    let other = try fixture.empty()
    fixture.clock.now = 50
    try fixture.restore(snapshot, into: other, slept: UInt32(left / 2))
    guard case .waiting(until: .some(let rest)) = waiting(other) else {
      Issue.record("the program does not sleep any more")
      return
    }
    #expect(abs(rest - (50 + left - left / 2)) <= 2)
  }

  private func waiting(_ vm: VM) -> RunResult {
    while true {
      let result = vm.run(budget: 1_000)
      if result != .budget { return result }
    }
  }
}

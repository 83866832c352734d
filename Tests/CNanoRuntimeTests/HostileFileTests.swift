// Files that were cut or damaged: a status with a message, never a crash, and the VM goes on.

import Foundation
import NanoRuntime
import Testing

/// xorshift64*: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed | 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

@Suite struct HostileFileTests {
  static let victims = [
    "calls/call_basic", "exceptions/exc_order", "types/type_structs", "delegates/del_closures", "strings/str_basic",
  ]

  @Test(arguments: victims) func refusesEveryTruncation(_ name: String) throws {
    let whole = try Fixtures.read("\(Fixtures.programs)/\(name).pe")
    let host = VMHost()
    let step = max(1, whole.count / 200)
    for length in stride(from: 0, to: whole.count, by: step) {
      #expect(try host.load(Array(whole[..<length])) != nil, "\(length) of \(whole.count) bytes were accepted")
    }
  }

  /// Bits anywhere: the CRCs notice.
  @Test(arguments: victims) func refusesFlippedBits(_ name: String) throws {
    let whole = try Fixtures.read("\(Fixtures.programs)/\(name).pe")
    var random = SeededGenerator(seed: 7)
    let host = VMHost()
    for _ in 0..<200 {
      var damaged = whole
      damaged[Int.random(in: damaged.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      #expect(try host.load(damaged) != nil)
    }
  }

  /// Damage with CRCs made right again: it is refused, or it runs within its bounds.
  @Test(arguments: victims) func survivesDamageWithValidChecksums(_ name: String) throws {
    let whole = try Fixtures.read("\(Fixtures.programs)/\(name).pe")
    var random = SeededGenerator(seed: 11)
    for _ in 0..<120 {
      var damaged = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damaged[Int.random(in: 124..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      repairChecksums(&damaged)
      let run = ProgramRun()
      run.arena = 256 << 10
      run.budget = 300_000
      try run.run(libraries: ["mscorlib"], files: [damaged])
    }
  }
}

/// A VM with mscorlib into which files are loaded, one at a time.
private final class VMHost {
  /// The message of the refusal, nil if the file was accepted.
  func load(_ bytes: [UInt8]) throws -> String? {
    let run = ProgramRun()
    run.arena = 256 << 10
    run.budget = 0
    try run.run(libraries: ["mscorlib"], files: [bytes])
    guard case .refused(let message) = run.end else { return nil }
    return message.isEmpty ? nil : message
  }
}

/// CRC-32 of pe-format 1.3 (polynomial 0x04C11DB7, not reflected, initial value 0).
private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  var crc: UInt32 = 0
  for byte in bytes {
    crc ^= UInt32(byte) << 24
    for _ in 0..<8 { crc = crc & 0x8000_0000 != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1 }
  }
  return crc
}

private func repairChecksums(_ image: inout [UInt8]) {
  func store(_ value: UInt32, at offset: Int) {
    for index in 0..<4 { image[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }
  store(crc32(image[124...]), at: 12)
  store(0, at: 8)
  store(crc32(image[..<124]), at: 8)
}

// Stack traces that reach the host: frames with assembly, method row and IL offset, and the source lines that a symbol file gives
// them.

import CNanoRuntime
import Foundation
import NanoRuntime
import Testing

@Suite struct TraceTests {
  /// What ended the main thread of a program.
  private func end(of image: Image, base: Image) throws -> ThreadEnd? {
    var ended: ThreadEnd?
    let vm = try VM(
      arenaSize: 1 << 18,
      host: RuntimeHost(
        write: { _ in }, monotonicMilliseconds: { 0 }, unixSeconds: { nil },
        random: { $0.initializeMemory(as: UInt8.self, repeating: 7) }, threadEnded: { ended = $0 }))
    try vm.load(base.bytes, into: .base)
    try vm.link(.base)
    let domain = try vm.createDomain()
    let assembly = try vm.load(image.bytes, into: domain)
    try vm.link(domain)
    try vm.startMain(in: domain)
    while vm.run(budget: 1_000_000) == .budget {}
    #expect(ended?.trace.allSatisfy { $0.assembly == assembly } == true)
    return ended
  }

  /// The reference converter's PE file, and what the runtime makes of it; the lines are those of .NET (README of the folder).
  @Test(arguments: ["mcs", "portable", "embedded"]) func namesTypeMethodAndOffset(_ form: String) throws {
    let base = Image(try Fixtures.read("\(Fixtures.library)/mscorlib.pe"))
    let image = Image(try Fixtures.read("\(Fixtures.programs)/debug/\(form)/trace.pe"))
    let end = try #require(try end(of: image, base: base))
    guard case .exception(let text) = end.outcome else {
      Issue.record("no exception")
      return
    }
    #expect(String(decoding: text, as: UTF8.self).hasPrefix("System.InvalidOperationException: too deep\n   at "))
    let names = end.trace.map { String(decoding: $0.name, as: UTF8.self) }
    #expect(names.count == 7)
    #expect(Array(names.prefix(4)) == [String](repeating: "Fixtures.Deep.Down", count: 3) + ["Fixtures.Deep.get_Item"])
    #expect(names.dropFirst(4).first?.hasPrefix("Fixtures.Program+<") == true)
    #expect(Array(names.suffix(2)) == ["Fixtures.Program.Through", "Fixtures.Program.Main"])
    // A throw and two calls at different places, the last two in the same.
    #expect(Set(end.trace.prefix(3).map(\.offset)).count == 2)
    #expect(end.trace[1].offset == end.trace[2].offset)
  }

  // -- Symbol files ------------------------------------------------------------------------------

  private static let pe: [UInt8] = Array("NFMRK1\0\0".utf8) + [1, 2, 3, 4, 5, 6, 7, 8]

  /// Two files, two methods: row 3 with lines 10, 12 and (in the second file) 4, row 9 with line 300.
  private static let symbols: [UInt8] = {
    let points: [UInt8] = [0, 20, 10, 4, 9, 1, 15, 14, 0xD8, 0x04]
    let text = Array("a.cs\0b.cs\0".utf8)
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    func method(_ row: UInt8, _ count: UInt8, _ at: Int) -> [UInt8] { [row, 0, count, 0] + word(at) }
    let header = Array("EOSYM1\0\0".utf8) + Array(pe[8..<16])
    let counts = word(2) + word(2) + word(points.count) + word(text.count)
    return header + counts + word(0) + word(5) + method(3, 3, 0) + method(9, 1, 7) + points + text
  }()

  private func symbols(_ bytes: [UInt8]) -> SymbolFile? { Self.pe.withUnsafeBytes { SymbolFile(bytes, of: $0) } }

  @Test func findsTheLastPointBeforeAnOffset() throws {
    let file = try #require(symbols(Self.symbols))
    func line(_ row: UInt32, _ offset: UInt32) -> String? {
      file.position(method: row, offset: offset).map { "\(String(decoding: $0.file, as: UTF8.self)):\($0.line)" }
    }
    #expect(line(3, 0) == "a.cs:10")
    #expect(line(3, 4) == "a.cs:10")
    #expect(line(3, 5) == "a.cs:12")
    #expect(line(3, 8) == "a.cs:12")
    #expect(line(3, 9) == "b.cs:4")
    #expect(line(3, 60_000) == "b.cs:4")
    #expect(line(9, 6) == nil)
    #expect(line(9, 7) == "a.cs:300")
    #expect(line(4, 0) == nil)
  }

  @Test func ignoresSymbolsOfAnotherBuild() {
    var other = Self.symbols
    other[12] ^= 1
    #expect(symbols(other) == nil)
  }

  @Test func survivesDamage() {
    var random = SeededGenerator(seed: 11)
    for length in 0..<Self.symbols.count { #expect(symbols(Array(Self.symbols.prefix(length))) == nil) }
    for _ in 0..<3_000 {
      var damaged = Self.symbols
      for _ in 0..<2 {
        damaged[Int.random(in: 16..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      guard let file = symbols(damaged) else { continue }
      for row: UInt32 in [0, 3, 9, 0xFFFF] { _ = file.position(method: row, offset: 9) }
    }
  }
}

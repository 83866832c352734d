// Owns: damaged assemblies. They may convert or be refused; they may not crash, hang or exhaust memory.

import MetadataProcessor
import Testing

@Suite struct DamagedInputTests {
  static let inputs = [
    "Programs/types/type_structs.roslyn.exe", "Programs/exceptions/exc_filter.exe",
    "Programs/modern/mod_attributes.exe",
    "Programs/resources/resapp.exe", "Programs/arrays/arr_jagged.exe", "Apps/Greenhouse/Greenhouse.dll",
  ]

  @Test(arguments: inputs)
  func survivesTruncation(input: String) throws {
    let whole = try Fixtures.read(input)
    for length in stride(from: 0, to: whole.count, by: 61) {
      _ = try? Converter.convert(Array(whole[..<length]))
    }
    // The metadata is needed to its end, so half a file is never enough.
    #expect(throws: ConversionError.self) { _ = try Converter.convert(Array(whole[..<(whole.count / 2)])) }
  }

  @Test(arguments: inputs)
  func survivesFlippedBits(input: String) throws {
    let whole = try Fixtures.read(input)
    var random = Seeded(UInt64(whole.count))
    for round in 0..<300 {
      var damaged = whole
      for _ in 0...(round % 8) {
        let bit = Int.random(in: 0..<(damaged.count * 8), using: &random)
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      }
      _ = try? Converter.convert(damaged)
    }
  }

  /// Bits of metadata alone, where each one means something.
  @Test(arguments: inputs)
  func survivesFlippedMetadata(input: String) throws {
    let whole = try Fixtures.read(input)
    let start = try #require(whole.indices.first { whole[$0...].starts(with: Array("BSJB".utf8)) })
    var random = Seeded(UInt64(whole.count) &* 31)
    for _ in 0..<300 {
      var damaged = whole
      let bit = Int.random(in: (start * 8)..<(min(damaged.count, start + 2500) * 8), using: &random)
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      _ = try? Converter.convert(damaged)
    }
  }
}

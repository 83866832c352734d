// Owns: damaged assemblies. They may convert or be refused; they may not crash, hang or exhaust memory.

import Testing

@testable import MetadataProcessor

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

  // Rows that share one large thing: read for each of them it would take gigabytes, or minutes.

  private static let rows = 60_000
  private static let large = 60_000

  private func message(_ edited: EditedAssembly) -> String {
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(edited.bytes()) }
    return error?.problems.first?.message ?? ""
  }

  private func small() throws -> EditedAssembly {
    try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
  }

  @Test func sharedNamesAreRefused() throws {
    var edited = try small()
    edited.wideHeaps = 1
    let name = edited.addString(String(repeating: "n", count: Self.large))
    let scope = edited.rows[Table.typeRef][0][0]
    edited.rows[Table.typeRef] += [[Int]](repeating: [scope, name, 0], count: Self.rows)
    #expect(message(edited).contains("share long names"))
  }

  @Test func sharedSignaturesAreRefused() throws {
    var edited = try small()
    edited.wideHeaps = 4
    let count: [UInt8] = [0xC0, 0, UInt8(Self.large >> 8), UInt8(Self.large & 0xFF)]
    let signature = edited.addBlob([0x00] + count + [UInt8](repeating: 0x08, count: Self.large + 1))
    let parent = edited.rows[Table.memberRef][0][0]
    edited.rows[Table.memberRef] += [[Int]](repeating: [parent, 1, signature], count: Self.rows)
    #expect(message(edited).contains("share long names or signatures"))
  }

  @Test func sharedAttributesAreRefused() throws {
    var edited = try EditedAssembly(try Fixtures.read("Programs/modern/mod_attributes.exe"))
    edited.wideHeaps = 4
    let blob = edited.addBlob([1, 0] + [UInt8](repeating: 0, count: Self.large))
    let constructor = edited.rows[Table.customAttribute][0][1]
    edited.rows[Table.customAttribute] += [[Int]](repeating: [1 << 5 | 3, constructor, blob], count: Self.rows)
    #expect(message(edited).contains("share long names or signatures"))
  }

  @Test func sharedBodiesAndLocalsAreRefused() throws {
    var edited = try small()
    edited.wideHeaps = 4
    let main = edited.method(named: "Main")
    edited.setBody(main, code: [UInt8](repeating: 0, count: Self.large) + [0x2A])
    let row = edited.rows[Table.methodDef][main]
    var bodies = edited
    bodies.rows[Table.methodDef] += [[Int]](repeating: row, count: Self.rows)
    #expect(message(bodies).contains("more than 1 MiB of IL"))

    let count: [UInt8] = [0xC0, 0, UInt8(Self.large >> 8), UInt8(Self.large & 0xFF)]
    let signature = edited.addBlob([0x07] + count + [UInt8](repeating: 0x08, count: Self.large))
    let locals = edited.addRow(Table.standAloneSig, [signature])
    edited.setBody(main, code: [0x2A], locals: locals)
    edited.rows[Table.methodDef] += [[Int]](repeating: edited.rows[Table.methodDef][main], count: Self.rows)
    #expect(message(edited).contains("share long signatures of locals"))
  }

  /// Initial data of many fields at one address: read, and refused for the sum.
  @Test func sharedInitialDataAreRefused() throws {
    var edited = try EditedAssembly(try Fixtures.read("Programs/arrays/arr_primitives.exe"))
    let field = try #require(edited.rows[Table.fieldRVA].first?[1])
    let address = edited.addData((0..<Self.large).map { UInt8(truncatingIfNeeded: $0 / 251 &+ $0) })
    for row in edited.rows[Table.classLayout].indices { edited.rows[Table.classLayout][row][1] = 50_000 }
    for index in 0..<500 {
      let added = edited.addRow(Table.field, edited.rows[Table.field][field - 1])
      edited.rows[Table.fieldRVA].append([address + index, added.row + 1])
    }
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(edited.bytes()) }
    #expect(error?.description.contains("Signatures: ") == true)
  }
}

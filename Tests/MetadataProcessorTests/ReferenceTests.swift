// Owns: the comparison of converted files with the reference converter's, byte for byte.

import MetadataProcessor
import Testing

@Suite struct ReferenceTests {
  @Test func thereAreFixtures() {
    #expect(Fixtures.converted.count >= 256)
    #expect(ConvertedFixtures.images.count == Fixtures.converted.count)
  }

  @Test(arguments: Fixtures.converted)
  func equalsReference(input: String) throws {
    let ours = try ConvertedFixtures.image(input)
    let reference = try Fixtures.read(Fixtures.reference(of: input))
    if ours == reference { return }
    let source = try Fixtures.read(input)
    // The reference numbers the owners of attributes before it removes types, so the numbers differ where it removes
    // any: every assembly compiled as C# 11 or later has one such type.
    #expect(source.contains(text: "RefSafetyRulesAttribute"), "\(input) differs and leaves no type out")
    #expect(withoutOwners(ours) == withoutOwners(reference), "\(input) differs in more than owners of attributes")
    // What `edgeota inspect --il` shows.
    #expect(try PEImage(ours).disassemble() == PEImage(reference).disassemble())
  }

  /// The file with the owner column of Attributes, and the checksums over it, set to zero.
  private func withoutOwners(_ image: [UInt8]) -> [UInt8] {
    var masked = image
    for index in 8..<16 { masked[index] = 0 }
    let start = image.u32(at: 0x28 + 4 * 7)
    let end = image.u32(at: 0x28 + 4 * 8) - Int(image[0x6C + 7])
    for row in stride(from: start, to: end, by: 8) {
      masked[row + 2] = 0
      masked[row + 3] = 0
    }
    return masked
  }
}

extension [UInt8] {
  func u32(at offset: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(self[offset + $1]) << (8 * $1) }
  }

  func contains(text: String) -> Bool {
    let wanted = Array(text.utf8)
    return indices.dropLast(wanted.count - 1).contains { self[$0] == wanted[0] && self[$0...].starts(with: wanted) }
  }
}

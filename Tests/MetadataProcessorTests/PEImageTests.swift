// Owns: tests of the viewer of PE files: right files show completely, hostile ones cannot crash it.

import MetadataProcessor
import Testing

@Suite struct PEImageTests {
  static let rightFiles =
    Fixtures.files(below: "Programs", endings: [".good.pe", ".roslyn.pe"])
    + Fixtures.files(below: "Apps", endings: [".pe"])
    + Fixtures.files(below: "Programs/modern", endings: [".pe"])

  @Test(arguments: rightFiles)
  func showsRightFiles(path: String) throws {
    let image = try PEImage(try Fixtures.read(path))
    #expect(image.headerChecksum.isRight)
    #expect(image.assemblyChecksum.isRight)
    #expect(image.nativeChecksum.isRight)
    let text = image.summary() + image.disassemble()
    #expect(text.contains("assembly    \(image.assemblyName) \(image.version)"))
    // What the viewer writes in the place of something that is not there.
    for sign in [
      "<no ", "<signature", "<type", "<string ", "<TypeDef", "<TypeRef", "<MethodDef", "<FieldDef", "<body", "WRONG",
    ] {
      #expect(!text.contains(sign), "\(path) shows \(sign)")
    }
  }

  static let hostileFiles = Fixtures.files(below: "Programs/verify", endings: [".bad.pe", ".either.pe", ".runtime.pe"])

  @Test(arguments: hostileFiles)
  func survivesHostileFiles(path: String) throws {
    guard let image = try? PEImage(try Fixtures.read(path)) else { return }
    #expect(image.summary().contains(image.assemblyName))
    #expect(image.disassemble().contains("ret"))
  }

  static let damagedFiles = [
    "Programs/modern/mod_attributes.pe", "Programs/exceptions/exc_filter.pe", "Programs/resources/resapp.pe",
    "Apps/Greenhouse/Greenhouse.pe",
  ]

  @Test(arguments: damagedFiles)
  func survivesFlippedBits(path: String) throws {
    let whole = try Fixtures.read(path)
    var random = Seeded(UInt64(whole.count) &* 7)
    for round in 0..<120 {
      var damaged = whole
      for _ in 0...(round % 5) {
        let bit = Int.random(in: 0..<(damaged.count * 8), using: &random)
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      }
      guard let image = try? PEImage(damaged) else { continue }
      #expect(!image.summary().isEmpty)
      _ = image.disassemble()
      _ = image.natives
    }
  }

  @Test func refusesOtherFiles() throws {
    let whole = try Fixtures.read("Programs/modern/mod_attributes.pe")
    for length in [0, 1, 123, 124, whole.count - 1] {
      #expect(throws: PEError.self) { _ = try PEImage(Array(whole[..<length])) }
    }
    #expect(throws: PEError.self) { _ = try PEImage([UInt8](repeating: 0, count: 1000)) }
    let second = #expect(throws: PEError.self) { _ = try PEImage(Array("NFMRK2".utf8) + whole[6...]) }
    #expect(second?.message.contains("v2") == true)
  }

  @Test func namesWhatInstructionsUse() throws {
    let text = try PEImage(try Fixtures.read("Programs/exceptions/exc_filter.roslyn.pe")).disassemble()
    #expect(text.contains("call         void System.Console::WriteLine(string)"))
    #expect(text.contains(" filter "))
    #expect(text.contains(" finally "))
    #expect(text.contains("ldstr        \"end\""))
  }

  @Test func showsResources() throws {
    let summary = try PEImage(try Fixtures.read("Programs/resources/resapp.pe")).summary()
    #expect(summary.contains("resources resapp.Texts.nanoresources"))
  }
}

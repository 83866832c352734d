// Loading and linking: every golden file is accepted, every damaged one is refused with a line that says where and why.

import Foundation
import NanoRuntime
import Testing

/// A VM, with the images that it uses in place.
struct LoadedVM {
  static let baseNames = [
    "mscorlib", "nanoFramework.System.Runtime", "nanoFramework.Runtime.Native", "nanoFramework.System.Collections",
    "nanoFramework.System.Text", "nanoFramework.ResourceManager", "System.Math", "System.Threading", "System.Net",
    "nanoFramework.M2Mqtt.Core", "nanoFramework.Azure.Devices.Client",
  ]

  let vm: VM
  private var images: [Image] = []

  /// - Parameter base: whether the class library is loaded and linked.
  init(arenaSize: Int = 1 << 20, base: Bool, configuration: VMConfiguration = VMConfiguration()) throws {
    let host = RuntimeHost(
      write: { _ in }, monotonicMilliseconds: { 0 }, unixSeconds: { nil }, random: { _ in }, threadEnded: { _ in })
    vm = try VM(arenaSize: arenaSize, configuration: configuration, host: host)
    guard base else { return }
    for name in Self.baseNames { try load(try Fixtures.read("\(Fixtures.library)/\(name).pe"), into: .base) }
    try vm.link(.base)
  }

  @discardableResult
  mutating func load(_ content: [UInt8], into domain: Domain) throws -> UInt32 {
    let image = Image(content)
    images.append(image)
    return try vm.load(image.bytes, into: domain)
  }
}

/// Paths, relative to Tests, of the PE files below a folder; sorted.
private func files(below folder: String) -> [String] {
  let names = FileManager.default.subpaths(atPath: "\(Fixtures.root)/Tests/\(folder)") ?? []
  return names.filter { $0.hasSuffix(".pe") }.map { "\(folder)/\($0)" }.sorted()
}

private func read(_ path: String) throws -> [UInt8] { try Fixtures.read("\(Fixtures.root)/Tests/\(path)") }

@Suite struct LoaderTests {
  /// Files of Tests/Programs/verify whose metadata, not their code, is wrong; a part of the message that tells the rule.
  static let refusedMetadata: [(name: String, part: String)] = [
    ("byref-field", "element type 0x14"), ("eh-count-huge", "exception rows do not fit"),
    ("meta-fields-overrun", "the types own"), ("meta-numargs-large", "numArgs is 5"),
    ("meta-numlocals-large", "past the end of the heap"), ("meta-patch-entry", "patchEntryOffset"),
    ("meta-rva-out", "RVA 0xff00"), ("meta-rva-overlap", "RVA 0x2"), ("meta-sig-overrun", "past the end of the heap"),
    ("meta-table-end", "start of Signatures"), ("meta-typespec-cycle", "names itself"),
  ]

  static let refusedClasses: [(name: String, part: String)] = [
    ("meta-extends-cycle", "cycle"), ("meta-extends-self", "cycle"), ("meta-extends-string", "sealed or reserved"),
    ("meta-struct-self", "contains itself"), ("meta-typeref-missing", "has no type System.start"),
  ]

  static let golden = (files(below: "Programs") + files(below: "Apps"))
    .filter { !$0.contains(".bad.") && !$0.contains("/refused/") }

  private func failure(loading image: [UInt8]) throws -> RuntimeError? {
    var loaded = try LoadedVM(base: false)
    do {
      try loaded.load(image, into: .base)
      return nil
    } catch let error as RuntimeError {
      return error
    }
  }

  @Test func acceptsEveryGoldenFile() throws {
    #expect(Self.golden.count > 300)
    for path in Self.golden {
      let error = try failure(loading: try read(path))
      #expect(error == nil, "\(path): \(error?.text ?? "")")
    }
  }

  @Test(arguments: refusedMetadata) func refusesBadMetadata(name: String, part: String) throws {
    let error = try #require(try failure(loading: try read("Programs/verify/\(name).bad.pe")))
    #expect(error.text.contains(part), "\(error.text)")
  }

  @Test func namesTheBrokenPartOfTheHeader() throws {
    let image = try read("Programs/types/type_structs.pe")
    #expect(try failure(loading: Array(image.prefix(100)))?.status == .badFormat)
    var damaged = image
    damaged[damaged.count - 1] ^= 1
    #expect(try failure(loading: damaged)?.status == .badChecksum)
    damaged = image
    damaged[0x1C] ^= 1
    #expect(try failure(loading: damaged)?.status == .badChecksum)
    damaged = image
    damaged[5] = UInt8(ascii: "2")
    #expect(try failure(loading: damaged)?.status == .unsupported)
    damaged = Checksum.fixed(image) { $0[0x26] = 2 }
    #expect(try failure(loading: damaged)?.status == .unsupported)
    #expect(try failure(loading: Checksum.fixed(image) { $0[0x1D] ^= 1 }) == nil)
  }

  @Test func refusesAnAssemblyTwiceAndOneNamedLikeABaseAssembly() throws {
    let image = try read("Programs/types/type_structs.pe")
    var loaded = try LoadedVM(base: false)
    try loaded.load(image, into: .base)
    for domain in [Domain.base, try loaded.vm.createDomain()] {
      do {
        try loaded.load(image, into: domain)
        Issue.record("loaded twice")
      } catch let error as RuntimeError {
        #expect(error.status == .duplicate)
      }
    }
  }

  /// Changed bytes under right checksums: nothing crashes, and memory comes back when the domain goes.
  @Test func survivesChangedBytes() throws {
    var loaded = try LoadedVM(base: true)
    let image = try read("Programs/types/type_structs.pe")
    var accepted = 0
    for at in stride(from: 124, to: image.count, by: 3) {
      let damaged = Checksum.fixed(image) { $0[at] = $0[at] &* 7 &+ 0x55 }
      let domain = try loaded.vm.createDomain()
      do {
        try loaded.load(damaged, into: domain)
        try loaded.vm.link(domain)
        accepted += 1
      } catch let error as RuntimeError {
        #expect(error.text.contains("type_structs") || error.text.hasPrefix("Strings"), "\(error.text)")
      }
      try loaded.vm.unload(domain)
    }
    #expect(accepted > 0)
  }
}

@Suite struct LinkTests {
  @Test func bindsTheNativesOfTheClassLibrary() throws {
    let loaded = try LoadedVM(base: true)
    let unbound = loaded.vm.natives(of: 0).filter { $0.binding != .bound }
    #expect(unbound.isEmpty, "\(unbound.map { String(decoding: $0.key, as: UTF8.self) })")
  }

  @Test func leavesTheClassLibraryCheap() throws {
    let loaded = try LoadedVM(arenaSize: 81920, base: true)
    #expect(loaded.vm.statistics.metadata_bytes < 12_000)
  }

  private func failure(linking path: String, lenient: Bool = true) throws -> RuntimeError? {
    var configuration = VMConfiguration()
    configuration.lenientVersions = lenient
    var loaded = try LoadedVM(base: true, configuration: configuration)
    let domain = try loaded.vm.createDomain()
    do {
      try loaded.load(try read(path), into: domain)
      try loaded.vm.link(domain)
    } catch let error as RuntimeError {
      return error
    }
    return nil
  }

  @Test(arguments: LoaderTests.refusedClasses) func refusesBadClasses(name: String, part: String) throws {
    let error = try #require(try failure(linking: "Programs/verify/\(name).bad.pe"))
    #expect(error.text.contains(part), "\(error.text)")
  }

  @Test func linksEveryProgramThatNeedsOnlyTheBaseSet() throws {
    var loaded = try LoadedVM(base: true)
    for path in LoaderTests.golden where path.hasPrefix("Programs/") {
      if path.contains("/linking/") { continue }
      let domain = try loaded.vm.createDomain()
      do {
        try loaded.load(try read(path), into: domain)
        try loaded.vm.link(domain)
      } catch let error as RuntimeError {
        Issue.record("\(path): \(error.text)")
      }
      try loaded.vm.unload(domain)
    }
  }

  @Test func namesTheMissingAssembly() throws {
    let error = try #require(try failure(linking: "Apps/MissingLibrary/MissingLibrary.pe"))
    #expect(error.status == .unresolved)
    #expect(error.text.contains("assembly GreenhouseCore 1.0 is not loaded"))
  }

  @Test func requiresMajorAndMinorVersionUnlessLenient() throws {
    let image = Checksum.fixed(try read("Programs/types/type_structs.pe")) { $0[0x7C + 6] ^= 1 }
    for lenient in [true, false] {
      var configuration = VMConfiguration()
      configuration.lenientVersions = lenient
      var loaded = try LoadedVM(base: true, configuration: configuration)
      let domain = try loaded.vm.createDomain()
      try loaded.load(image, into: domain)
      do {
        try loaded.vm.link(domain)
        #expect(lenient)
      } catch {
        #expect(!lenient && error.status == .unresolved, "\(error.text)")
      }
    }
  }

  @Test func unloadingADomainGivesItsMemoryBack() throws {
    var loaded = try LoadedVM(base: true)
    let image = try read("Programs/types/type_interfaces.pe")
    var sizes: Set<UInt32> = []
    for _ in 0..<20 {
      let domain = try loaded.vm.createDomain()
      try loaded.load(image, into: domain)
      try loaded.vm.link(domain)
      try loaded.vm.unload(domain)
      sizes.insert(loaded.vm.statistics.metadata_bytes)
    }
    #expect(sizes.count == 1)
  }
}

/// The checksums of a PE file (pe-format 1.3).
enum Checksum {
  /// The file with a change and both checksums set right again.
  static func fixed(_ image: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var image = image
    change(&image)
    store(crc(image[124...]), at: 12, in: &image)
    store(0, at: 8, in: &image)
    store(crc(image[..<124]), at: 8, in: &image)
    return image
  }

  private static func store(_ value: UInt32, at offset: Int, in image: inout [UInt8]) {
    for i in 0..<4 { image[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(i))) }
  }

  private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc: UInt32 = 0
    for byte in bytes {
      crc ^= UInt32(byte) << 24
      for _ in 0..<8 { crc = crc & 0x8000_0000 != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1 }
    }
    return crc
  }
}

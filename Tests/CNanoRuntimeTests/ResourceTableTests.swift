// The resource tables of an image: rows that do not fit are refused at load, what the loader cannot judge is not trusted
// when a program asks for a resource.

import Foundation
import NanoRuntime
import Testing

/// A file of Tests/Programs/resources whose tables are changed.
private struct ResourceFile {
  static let (resources, data, files) = (9, 10, 14)

  var bytes: [UInt8]

  init(_ name: String) throws { bytes = try Fixtures.read("\(Fixtures.programs)/resources/\(name).pe") }

  /// The file offset of byte `offset` of a row.
  func place(_ table: Int, row: Int, _ offset: Int) -> Int {
    let size = table == Self.files ? 24 : table == Self.resources ? 8 : 1
    return Int(u32(0x28 + 4 * table)) + size * row + offset
  }

  func u32(_ place: Int) -> UInt32 { bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) } }

  mutating func set(_ value: UInt32, bytes count: Int, at place: Int) {
    for index in 0..<count { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
  }

  var rows: Int { (place(Self.data, row: 0, 0) - place(Self.resources, row: 0, 0)) / 8 }
  func start(of row: Int) -> UInt32 { u32(place(Self.resources, row: row, 4)) }

  /// The row with an identifier.
  func row(_ identifier: Int16) throws -> Int {
    try #require((0..<rows).first { Int16(truncatingIfNeeded: u32(place(Self.resources, row: $0, 0))) == identifier })
  }

  func run() throws -> ProgramRun {
    let run = ProgramRun()
    try run.run(libraries: ["mscorlib", "nanoFramework.ResourceManager"], files: [Checksum.fixed(bytes) { _ in }])
    return run
  }
}

@Suite struct ResourceTableTests {
  private let expected = try? Fixtures.text("\(Fixtures.programs)/resources/resapp.expected")

  private func refuses(_ part: String, _ change: (inout ResourceFile) throws -> Void) throws {
    var file = try ResourceFile("resapp")
    try change(&file)
    guard case .refused(let message) = try file.run().end else {
      Issue.record("the file was accepted")
      return
    }
    #expect(message.contains(part), "\(message)")
  }

  /// The exception that ends the program.
  private func exception(_ file: ResourceFile) throws -> String {
    guard case .exception(let text) = try file.run().end else { return "none" }
    return text
  }

  @Test func refusesDataOutsideItsTable() throws {
    try refuses("the end of ResourcesData") { $0.set(0x10_0000, bytes: 4, at: $0.place(9, row: $0.rows - 1, 4)) }
    try refuses("the end of ResourcesData") { $0.set(UInt32.max, bytes: 4, at: $0.place(9, row: 0, 4)) }
    // One byte too many.
    try refuses("the end of ResourcesData") {
      let end = UInt32($0.place(11, row: 0, 0) - $0.place(10, row: 0, 0))
      $0.set(end + 1, bytes: 4, at: $0.place(9, row: $0.rows - 1, 4))
    }
  }

  @Test func refusesDataBeforeThatOfTheRowBefore() throws {
    try refuses("Resources[5]") { $0.set($0.start(of: 4) - 1, bytes: 4, at: $0.place(9, row: 5, 4)) }
  }

  /// The padding before the next row's data would be more than there is between the two.
  @Test func refusesPaddingThatEatsTheData() throws {
    let none: Int16 = -29639
    try refuses("is not between") { $0.set(3, bytes: 1, at: $0.place(9, row: try $0.row(none) + 1, 3)) }
  }

  @Test func refusesFileNamesThatAreNoStrings() throws {
    try refuses("name: string id 0x7000") { $0.set(0x7000, bytes: 2, at: $0.place(14, row: 0, 16)) }
  }

  /// The one file has all rows, whatever it says about them.
  @Test(arguments: [(0, UInt32.max), (8, 9), (UInt32.max, 1), (UInt32.max, UInt32.max), (3, 2)] as [(UInt32, UInt32)])
  func doesNotTrustTheRowsOfAFile(first: UInt32, count: UInt32) throws {
    var file = try ResourceFile("resapp")
    file.set(first, bytes: 4, at: file.place(14, row: 0, 20))
    file.set(count, bytes: 4, at: file.place(14, row: 0, 12))
    let run = try file.run()
    #expect(run.end == .finished(exitCode: 0))
    #expect(run.text == expected)
  }

  /// The reference writer merges the rows of all files and says that the second one's begin at row 8.
  @Test func findsWhatTheReferenceWriterMerged() throws {
    var file = try ResourceFile("resparts")
    file.set(8, bytes: 4, at: file.place(14, row: 1, 20))
    // As if the second file had other names, so that all rows are in order.
    for (row, identifier) in [(7, 30000), (8, 30001)] as [(Int, UInt32)] {
      file.set(identifier, bytes: 2, at: file.place(9, row: row, 0))
    }
    let run = try file.run()
    #expect(run.end == .finished(exitCode: 0))
    let lines = Set(run.text.split(separator: "\n"))
    for line in ["name: texts", "in the first: in the first file", "not in the other: in the first file", "end"] {
      #expect(lines.contains(Substring(line)), "\(line)")
    }
  }

  @Test func doesNotFindIdentifiersOutOfOrder() throws {
    var file = try ResourceFile("resapp")
    for row in 0..<file.rows - 1 { file.set(UInt32(1000 - row), bytes: 2, at: file.place(9, row: row, 0)) }
    #expect(try exception(file).hasPrefix("System.ArgumentException: no resource has this id"))
  }

  @Test(arguments: [0, 1, 2, 5, 255] as [UInt32]) func refusesOtherKinds(kind: UInt32) throws {
    var file = try ResourceFile("resapp")
    file.set(kind, bytes: 1, at: file.place(9, row: try file.row(3317), 2))
    let text = try exception(file)
    #expect(text.hasPrefix("System.NotSupportedException: the resource is"), "\(text)")
    #expect(text.contains(kind == 1 ? "a bitmap" : kind == 2 ? "a font" : "of an unknown kind"), "\(text)")
  }

  /// The string ends where its data do.
  @Test func readsStringsWithoutTheirZero() throws {
    var file = try ResourceFile("resapp")
    let next = file.start(of: try file.row(3317) + 1)
    file.set(0x21, bytes: 1, at: file.place(10, row: 0, Int(next) - 1))
    let run = try file.run()
    #expect(run.end == .finished(exitCode: 0))
    #expect(run.text == expected.map { $0.replacingOccurrences(of: "resource\n[", with: "resource!\n[") })
  }
}

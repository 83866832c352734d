// Owns: finding and reading the files of Tests/Programs and Tests/Apps.

import Foundation
import MetadataProcessor

enum Fixtures {
  /// The folder Tests.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  static func read(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
  }

  /// What is beside a program of Programs/refused: those that mcs compiled have their debug data there.
  static func options(of refused: String) throws -> ConversionOptions {
    let path = "Programs/refused/\(refused).exe.mdb"
    return ConversionOptions(debugFile: exists(path) ? try read(path) : nil)
  }

  /// Paths, relative to Tests, of all files below `folder` whose name ends in one of `endings`; sorted.
  static func files(below folder: String, endings: [String]) -> [String] {
    let names = FileManager.default.subpaths(atPath: root.appendingPathComponent(folder).path) ?? []
    return names.filter { name in endings.contains { name.hasSuffix($0) } }.map { "\(folder)/\($0)" }.sorted()
  }

  /// Inputs of the converter for which there is a reference file.
  static let converted: [String] =
    (files(below: "Programs", endings: [".exe", ".dll"]) + files(below: "Apps", endings: [".dll"]))
    .filter { !$0.contains("/refused/") && exists(reference(of: $0)) }

  static func reference(of input: String) -> String { "\(input.dropLast(4)).pe" }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }
}

/// A reproducible source of numbers (xorshift64*).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed | 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

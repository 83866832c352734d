// Owns: the conversion of every fixture that has a reference file, made once for all tests.

import Foundation
import MetadataProcessor
import Testing

enum ConvertedFixtures {
  /// By path of the input.
  static let images: [String: [UInt8]] = {
    var images: [String: [UInt8]] = [:]
    for path in Fixtures.converted {
      images[path] = (try? Fixtures.read(path)).flatMap { try? Converter.convert($0) }
    }
    return images
  }()

  static func image(_ path: String) throws -> [UInt8] { try #require(images[path], "\(path) does not convert") }

  /// The inputs in groups in which every assembly has a name of its own: one program compiled twice is in two.
  static let groups: [[String]] = {
    var groups: [[String: String]] = []
    for path in images.keys.sorted() {
      let name = String(path.split(separator: "/").last?.prefix { $0 != "." } ?? "")
      if let group = groups.indices.first(where: { groups[$0][name] == nil }) {
        groups[group][name] = path
      } else {
        groups.append([name: path])
      }
    }
    return groups.map { $0.values.sorted() }
  }()

  /// Writes the PE files of inputs into a folder; returns their paths.
  static func write(_ inputs: [String], into folder: URL) throws -> [String] {
    try inputs.enumerated().map { index, path in
      let file = folder.appendingPathComponent("\(index).pe")
      try Data(try image(path)).write(to: file)
      return file.path
    }
  }
}

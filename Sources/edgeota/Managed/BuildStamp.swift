// What a build was made of, so that the next one knows whether anything changed.

import CloudSupport
import Foundation
import OTAInterface
import ToolSupport

/// Kept beside the results as `.NAME.build`.
struct BuildStamp: Codable, Equatable {
  /// Of everything that the results depend on.
  private var inputs: String
  /// Of the results, by path: somebody may have changed them since.
  private var outputs: [String: String] = [:]
  /// What the build said; an up-to-date one says it again.
  var warnings: [String] = []

  /// - Parameters:
  ///   - settings: options, and which programs do the work.
  ///   - files: contents that count.
  init(settings: [String], files: [String]) throws {
    var text = settings.joined(separator: "\n") + "\n\(Self.tool)"
    for file in files { text += "\n\(file) \(try Self.digest(file))" }
    inputs = Self.digest(Array(text.utf8))
  }

  /// Notes the results.
  mutating func record(_ files: [String], warnings: [String]) throws {
    self.warnings = warnings
    for file in files { outputs[file] = try Self.digest(file) }
  }

  /// The stamp of the last build if it was of the same inputs and its results are still there.
  func lastBuild(at path: String) -> BuildStamp? {
    guard let data = FileManager.default.contents(atPath: path),
      let last = try? JSONDecoder().decode(BuildStamp.self, from: data), last.inputs == inputs, !last.outputs.isEmpty
    else { return nil }
    let areThere = last.outputs.allSatisfy { path, digest in (try? Self.digest(path)) == digest }
    return areThere ? last : nil
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try Locations.write([UInt8](try encoder.encode(self)), to: path)
  }

  /// This program: another converter may give other results.
  private static let tool: String = {
    let attributes = try? FileManager.default.attributesOfItem(atPath: Bundle.main.executablePath ?? "")
    return "\(attributes?[.size] ?? 0) \(attributes?[.modificationDate] ?? 0)"
  }()

  private static func digest(_ path: String) throws -> String { digest(try readInput(path)) }

  private static func digest(_ bytes: [UInt8]) -> String {
    let digest = StreamDigest(.sha256)
    bytes.withUnsafeBytes { digest.update($0) }
    return String(decoding: Digest(digest.finish())?.hex ?? [], as: UTF8.self)
  }
}

// Owns: the class library, compiled once per test run with scripts/build-managed.sh into a folder of its own.

import Foundation

/// One line of managed/projects.json.
struct Project: Decodable, Sendable {
  var name: String
  var folder: String?
  var output: String
  var version: String
  var sources: String
  var references: [String]
  var excludedTypes: [String]

  /// The compiled file, relative to the output folder.
  var file: String { "\(folder.map { "\($0)/" } ?? "")\(name).\(output)" }
}

enum ClassLibrary {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let hasCompiler = find("mcs")
  static let hasPython = find("python3")

  /// The folder of the compiled assemblies, or why there is none.
  static let built: Result<URL, BuildFailure> = {
    let folder = root.appendingPathComponent(".build/managed-tests")
    let result = run([root.appendingPathComponent("scripts/build-managed.sh").path, folder.path])
    return result.status == 0 ? .success(folder) : .failure(BuildFailure(output: result.output))
  }()

  static func projects() throws -> [Project] {
    let list = try Data(contentsOf: root.appendingPathComponent("managed/projects.json"))
    return try JSONDecoder().decode([Project].self, from: list)
  }

  /// Runs a program to its end; returns its exit status and what it printed to both streams.
  static func run(_ arguments: [String]) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    do {
      try process.run()
    } catch {
      return (127, "\(error)")
    }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private static func find(_ program: String) -> Bool { run(["which", program]).status == 0 }
}

struct BuildFailure: Error, CustomStringConvertible {
  var output: String
  var description: String { output }
}

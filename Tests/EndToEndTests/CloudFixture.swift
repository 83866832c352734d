// A local cloud of a test's own: a fresh state folder, an address of loopback's sixteen million that no other test
// uses, and the standard ports (Microsoft's device SDK knows no other than 8883).

import Foundation
import LocalCloud
import Testing

final class CloudFixture {
  let options: CloudOptions
  private(set) var cloud: LocalCloud?

  init() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/edgeota-cloud-\(UUID().uuidString)"
    var options = CloudOptions(folder: folder)
    options.address = CloudFixture.freshAddress()
    self.options = options
    try start()
  }

  /// 127.x.y.z with random parts.
  static func freshAddress() -> String {
    "127.\(Int.random(in: 1...254)).\(Int.random(in: 1...254)).\(Int.random(in: 1...254))"
  }

  func start() throws { cloud = try LocalCloud.start(options) }

  func stop() {
    cloud?.stop()
    cloud = nil
  }

  /// The broker's process.
  var broker: pid_t {
    get throws {
      let configuration = "\(options.folder)/mosquitto.conf"
      return try #require(runningPrograms().first { $0.commandLine.contains(configuration) }).process
    }
  }

  /// A file of the state folder.
  func content(_ name: String) throws -> String {
    try String(contentsOfFile: "\(options.folder)/\(name)", encoding: .utf8)
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(atPath: options.folder)
  }
}

/// The root of the package.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

/// What a program wrote and how it ended.
struct ProgramResult {
  let status: Int32
  let output: String
}

/// Runs a program to its end, its standard error in its standard output.
func run(_ program: String, _ arguments: [String], folder: String = packageRoot) throws -> ProgramResult {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.currentDirectoryURL = URL(fileURLWithPath: folder)
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return ProgramResult(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
}

/// The processes of this machine and their command lines, arguments separated by spaces.
func runningPrograms() -> [(process: pid_t, commandLine: String)] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return names.compactMap { pid_t($0) }.compactMap { process in
    guard let content = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return nil }
    return (process, String(decoding: content.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self))
  }
}

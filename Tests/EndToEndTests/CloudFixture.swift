// A local cloud of a test's own: a fresh state folder, an address of loopback's sixteen million that no other test
// uses, and the standard ports (Microsoft's device SDK knows no other than 8883).

import Foundation
import LocalCloud
import Testing

final class CloudFixture {
  let options: CloudOptions
  /// An address that the cloud does not listen on, and its certificate does not name.
  let otherAddress = CloudFixture.freshAddress()
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

  func start(_ other: CloudOptions? = nil) throws { cloud = try LocalCloud.start(other ?? options) }

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

  /// The keys of the cloud and of its devices, Base64.
  var secrets: [String] {
    get throws {
      let texts = try ["policies.json", "accounts.json", "hub.json"].map { name in
        FileManager.default.fileExists(atPath: "\(options.folder)/\(name)") ? try content(name) : ""
      }
      return texts.joined().matches(of: /"([A-Za-z0-9+\/]{43}=)"/).map { String($0.1) }
    }
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(atPath: options.folder)
  }
}

/// The root of the package.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

/// The processes of this machine and their command lines, arguments separated by spaces.
func runningPrograms() -> [(process: pid_t, commandLine: String)] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return names.compactMap { pid_t($0) }.compactMap { process in
    guard let content = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return nil }
    return (process, String(decoding: content.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self))
  }
}

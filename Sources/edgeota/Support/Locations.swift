// Where things are: the checkout, what was built from it, the state folder.

import CloudSupport
import Foundation
import ToolSupport

enum Locations {
  /// The root of the checkout: $EDGEOTA_ROOT, else three folders above the executable (.build/CONFIGURATION/edgeota).
  static let root: String = {
    if let root = ProcessInfo.processInfo.environment["EDGEOTA_ROOT"], !root.isEmpty { return root }
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    var folder = executable.deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("managed/projects.json").path) {
        return folder.path
      }
      folder = folder.deletingLastPathComponent()
    }
    return FileManager.default.currentDirectoryPath
  }()

  /// Sources of the class library and the applications.
  static var managed: String { root + "/managed" }
  /// The class library and the applications, compiled and converted: NAME.dll, NAME.pe.
  static var classLibrary: String {
    ProcessInfo.processInfo.environment["EDGEOTA_LIBRARY"] ?? root + "/.build/managed"
  }
  static var boards: String { root + "/boards" }
  static var defaultState: String { root + "/.edgeota" }

  /// Writes a file whole or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure(.cannotCreate, "cannot write \(path): \(error.localizedDescription)")
    }
  }

  static func makeFolder(_ path: String, mode: mode_t = 0o755) throws {
    do { try CloudSupport.makeFolder(path, mode: mode) } catch { throw CommandFailure(.cannotCreate, "\(error)") }
  }
}

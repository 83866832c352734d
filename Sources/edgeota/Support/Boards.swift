// The board that a command is about.

import BoardHALLinux
import Foundation
import ToolSupport

enum Boards {
  static let defaultName = "linux/host"

  static func load(_ name: String?) throws -> BoardDescriptor {
    do {
      return try BoardDescriptor.load(name ?? defaultName, from: Locations.boards)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
  }

  /// Bytes of the arena that applications get on a board.
  static func arenaSize(_ name: String?) throws -> Int { try load(name).arenaSize }
}

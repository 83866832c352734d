// Snapshots of `exec`: their files, and the key that seals them.

import CloudSupport
import Foundation
import NanoRuntime
import ToolSupport

/// A snapshot's file and the key of its seal.
struct SnapshotFile {
  let path: String
  let content: [UInt8]
  let seal: SnapshotSeal
  private let keyPath: String

  /// Shorter ones could be guessed.
  private static let shortestKey = 16

  /// A snapshot to go on with.
  init(_ path: String, _ options: ParsedOptions) throws {
    try self.init(path, content: try readInput(path), keyPath: Self.keyPath(options))
  }

  /// A snapshot to make. The state folder's key is made with the first one.
  init(toMake path: String, _ options: ParsedOptions) throws {
    let keyPath = Self.keyPath(options)
    if options.value("key") == nil, access(keyPath, F_OK) != 0 { try Self.makeKey(keyPath, LocalState(options)) }
    try self.init(path, content: [], keyPath: keyPath)
  }

  private init(_ path: String, content: [UInt8], keyPath: String) throws {
    self.path = path
    self.content = content
    self.keyPath = keyPath
    let key = try readInput(keyPath)
    guard key.count >= Self.shortestKey else {
      throw CommandFailure(
        .refused, "\(keyPath) has \(key.count) bytes: a key of snapshots has \(Self.shortestKey) at least")
    }
    seal = SnapshotSeal { ranges in hmacSHA256(key: key, message: ranges.flatMap { Array($0) }) }
  }

  private static func keyPath(_ options: ParsedOptions) -> String {
    options.value("key") ?? LocalState(options).folder + "/snapshot.key"
  }

  private static func makeKey(_ path: String, _ state: LocalState) throws {
    try state.create()
    do { try replaceFile(path, with: randomBytes(32)) } catch { throw CommandFailure(.cannotCreate, "\(error)") }
  }

  /// Writes the file whole or not at all; only its user may read it, for it holds whatever the program knew.
  func write(_ snapshot: [UInt8]) throws {
    do { try replaceFile(path, with: snapshot) } catch { throw CommandFailure(.cannotCreate, "\(error)") }
  }

  /// Why the runtime does not go on with this file, and what the user may do about it.
  func refusal(_ error: RuntimeError) -> CommandFailure {
    let hint =
      switch error.status {
      case .badArgument: " (--arena)"
      case .snapshotFiles: " (expected the PE files of the run, its class library too)"
      case .snapshotSeal: " (the key is \(keyPath))"
      default: ""
      }
    return CommandFailure(.refused, "\(path) is refused: \(error.text)\(hint)")
  }
}

// A Linux board on an image of its own, with its clock set, and the way to its next event of a kind.

import BoardHAL
import BoardHALLinux
import Foundation
import Testing

/// Owns the board and its folder.
final class TestBoard {
  let board: LinuxBoard
  private let folder: TemporaryFolder

  static var descriptors: String {
    URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").replacingOccurrences(
      of: "//", with: "/") + "/boards"
  }

  /// - Parameters:
  ///   - unixSeconds: the board's clock; nil leaves it unset.
  ///   - linkUp: whether to bring the network up.
  init(unixSeconds: Int64? = Int64(Date().timeIntervalSince1970), linkUp: Bool = true) throws {
    folder = try TemporaryFolder()
    let descriptor = try BoardDescriptor.load("linux/host", from: Self.descriptors)
    try FileFlash.create(path: "\(folder.path)/flash", geometry: descriptor.flash)
    var options = LinuxBoard.Options(flashPath: "\(folder.path)/flash")
    options.serial = [.path("\(folder.path)/serial")]
    board = try LinuxBoard(descriptor, options)
    if let unixSeconds { board.clock.set(unixSeconds: unixSeconds) }
    guard linkUp else { return }
    board.network.bringUp(wifi: nil)
    guard case .network(.up) = try next() else { throw Unexpected("the link is not up") }
  }

  /// For a test whose process ends without ceremony: what is open stays usable.
  func removeFiles() {
    folder.remove()
  }

  /// The next event; a test that waits longer than 20 seconds fails.
  func next() throws -> BoardEvent {
    let event = board.nextEvent(until: board.clock.monotonicMilliseconds + 20_000)
    if case .deadline = event { throw Unexpected("no event within 20 seconds") }
    return event
  }

  func nextMQTT() throws -> MQTTEvent {
    guard case .mqtt(let event) = try next() else { throw Unexpected("expected an MQTT event") }
    return event
  }

  func nextDownload() throws -> HTTPDownloadEvent {
    guard case .download(let event) = try next() else { throw Unexpected("expected a download event") }
    return event
  }
}

/// What a test did not expect.
struct Unexpected: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A folder for files of one test, which goes with this object.
final class TemporaryFolder: Sendable {
  let path = NSTemporaryDirectory() + "edgeota-hal-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit {
    remove()
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// Tests that talk to servers, or make boards, run one after the other: a process has one environment.
@Suite(.serialized)
enum BoardTests {}

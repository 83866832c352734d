// A board in a process of its own, and its log.

import Foundation
import ToolSupport

final class BoardProcess: @unchecked Sendable {
  private let process = Process()
  private let pipe = Pipe()
  private let lock = NSLock()
  private var partial: [UInt8] = []
  private var lines: [String] = []

  /// Starts `edgeota board run` with these options.
  init(_ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["board", "run"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["EDGEOTA_ROOT": Locations.root]) { _, new in new
    }
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in self?.take([UInt8](handle.availableData)) }
    do { try process.run() } catch {
      throw CommandFailure(.failure, "the board's process does not start: \(error.localizedDescription)")
    }
  }

  private func take(_ bytes: [UInt8]) {
    lock.withLock {
      partial += bytes
      while let end = partial.firstIndex(of: 0x0A) {
        lines.append(String(decoding: partial[..<end], as: UTF8.self))
        partial.removeFirst(end + 1)
      }
    }
  }

  var isRunning: Bool { process.isRunning }
  var pid: Int32 { process.processIdentifier }

  /// The log so far, from line `index` on.
  func log(from index: Int = 0) -> [String] { lock.withLock { Array(lines.dropFirst(index)) } }

  /// The orderly end.
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    let deadline = Date(timeIntervalSinceNow: 5)
    while process.isRunning && Date() < deadline { usleep(20_000) }
    kill()
  }

  /// SIGKILL: nothing of the process gets to run any more.
  func kill() {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    pipe.fileHandleForReading.readabilityHandler = nil
  }

  deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }
}

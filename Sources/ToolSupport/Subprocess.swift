// Other programs: run to their end, or run beside this one while their output is read.

import CCloudSupport
import Foundation

/// How a program that ran to its end did.
public struct ProgramResult: Sendable {
  /// The exit status, or the number of the signal that ended it.
  public var status: Int32
  /// Standard output and standard error, as they came.
  public var output: String
}

public enum Subprocess {
  /// Runs a program and waits for it.
  /// - Parameters:
  ///   - name: looked up on PATH unless it has a slash.
  ///   - environment: variables to add to this process's.
  public static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> ProgramResult {
    let child = try Child(name, arguments, environment)
    var output: [UInt8] = []
    while let bytes = child.read() { output += bytes }
    let status = child.wait()
    if status == 127 {
      throw CommandFailure(.failure, "\(name) is not installed (./edgeota installs what it needs)")
    }
    return ProgramResult(status: status, output: String(decoding: output, as: UTF8.self))
  }
}

/// A program in the background. It is killed with this object at the latest.
public final class ChildProcess: Sendable {
  private let state: State

  /// What the threads that read and wait share with this object, which they do not keep.
  private final class State: @unchecked Sendable {
    let child: Child
    let condition = NSCondition()
    var partial: [UInt8] = []
    var lines: [String] = []
    var isAtEnd = false
    /// nil while it runs.
    var status: Int32?

    init(_ child: Child) { self.child = child }

    func take(_ bytes: [UInt8]?) {
      condition.withLock {
        partial += bytes ?? []
        while let end = partial.firstIndex(of: 0x0A) {
          lines.append(String(decoding: partial[..<end], as: UTF8.self))
          partial.removeFirst(end + 1)
        }
        isAtEnd = bytes == nil
        condition.broadcast()
      }
    }

    /// Until the status is fetched, here, the process's number stays its own.
    func fetchStatus() {
      child.waitForEnd()
      condition.withLock {
        status = child.wait()
        condition.broadcast()
      }
    }

    func send(_ signal: Int32) { condition.withLock { if status == nil { Foundation.kill(child.pid, signal) } } }
  }

  public init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    let state = State(try Child(program, arguments, environment))
    self.state = state
    Thread.detachNewThread {
      while let bytes = state.child.read() { state.take(bytes) }
      state.take(nil)
    }
    Thread.detachNewThread { state.fetchStatus() }
  }

  public var isRunning: Bool { state.condition.withLock { state.status == nil } }
  public var pid: Int32 { state.child.pid }

  /// What it has written to both streams, from line `index` on.
  public func log(from index: Int = 0) -> [String] {
    state.condition.withLock { Array(state.lines.dropFirst(index)) }
  }

  /// Waits until it has written a line with `text`, from line `index` on; nil if it does not in time, or ends before.
  public func line(with text: String, from index: Int = 0, seconds: Double) -> String? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    return state.condition.withLock {
      while true {
        if let line = state.lines.dropFirst(index).first(where: { $0.contains(text) }) { return line }
        if state.isAtEnd || !state.condition.wait(until: deadline) { return nil }
      }
    }
  }

  public func send(_ signal: Int32) { state.send(signal) }

  /// The orderly end (SIGTERM), by force after some seconds; returns the exit status.
  @discardableResult
  public func stop(with signal: Int32 = SIGTERM, patience: Double = 5) -> Int32 {
    send(signal)
    let deadline = Date(timeIntervalSinceNow: patience)
    state.condition.withLock { while state.status == nil && state.condition.wait(until: deadline) {} }
    return kill()
  }

  /// SIGKILL: nothing of the process gets to run any more. The log is whole then. Returns the exit status.
  @discardableResult
  public func kill() -> Int32 {
    send(SIGKILL)
    let deadline = Date(timeIntervalSinceNow: 5)
    return state.condition.withLock {
      while !state.isAtEnd && state.condition.wait(until: deadline) {}
      while true {
        if let status = state.status { return status }
        state.condition.wait()
      }
    }
  }

  deinit { send(SIGKILL) }
}

/// A process of ours and the pipe that both its output streams go to. Foundation's Process is not fit for boards: it takes
/// the end of a socket that the child inherits for the child's end, and a board that restarts closes all it has.
private final class Child: Sendable {
  let pid: pid_t
  private let output: Int32

  init(_ name: String, _ arguments: [String], _ environment: [String: String]) throws {
    // env looks names up on PATH.
    let vector = (name.contains("/") ? [name] : ["/usr/bin/env", name]) + arguments
    let variables = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    var output: Int32 = -1
    pid = withCStrings(vector) { vector in
      withCStrings(variables.map { "\($0.key)=\($0.value)" }) { ccs_spawn_piped(vector, $0, &output) }
    }
    self.output = output
    guard pid > 0 else {
      throw CommandFailure(.failure, "cannot run \(name): \(String(cString: strerror(errno)))")
    }
  }

  deinit { if pid > 0 { close(output) } }

  /// Waits for some output; nil at its end.
  func read() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(output, &buffer, buffer.count)
      if count > 0 { return Array(buffer[..<count]) }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  /// Waits until it has ended.
  func waitForEnd() {
    var info = siginfo_t()
    while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
  }

  /// Waits for its end and fetches the status, once.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : signal
  }
}

/// Calls `body` with a NULL-terminated list of C strings.
private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var list = texts.map { strdup($0) } + [nil]
  defer { for text in list { free(text) } }
  return list.withUnsafeMutableBufferPointer { buffer in
    // The list has at least its NULL.
    body(buffer.baseAddress.unsafelyUnwrapped)
  }
}

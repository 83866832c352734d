// Other programs: run to their end, or run beside this one while their output is read.

import Foundation

/// How a program that ran to its end did.
public struct ProgramResult: Sendable {
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
    _ name: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
  ) throws -> ProgramResult {
    let process = make(name, arguments, environment)
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try start(process, name)
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus == 127 {
      throw CommandFailure(.failure, "\(name) is not installed (./edgeota installs what it needs)")
    }
    return ProgramResult(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }

  fileprivate static func make(_ name: String, _ arguments: [String], _ environment: [String: String]) -> Process {
    let process = Process()
    let isPath = name.contains("/")
    process.executableURL = URL(fileURLWithPath: isPath ? name : "/usr/bin/env")
    process.arguments = isPath ? arguments : [name] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Starts it with no signal blocked: it inherits the mask of this thread, which may be one of a pool.
  fileprivate static func start(_ process: Process, _ name: String) throws {
    var none = sigset_t()
    var mask = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &mask)
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    do { try process.run() } catch {
      throw CommandFailure(.failure, "cannot run \(name): \(error.localizedDescription)")
    }
  }
}

/// A program in the background. It is killed with this object at the latest.
public final class ChildProcess: @unchecked Sendable {
  private let process: Process
  private let pipe = Pipe()
  private let condition = NSCondition()
  private var partial: [UInt8] = []
  private var lines: [String] = []
  private var isAtEnd = false

  public init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process = Subprocess.make(program, arguments, environment)
    process.standardOutput = pipe
    process.standardError = pipe
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in self?.take([UInt8](handle.availableData)) }
    try Subprocess.start(process, program)
  }

  private func take(_ bytes: [UInt8]) {
    condition.lock()
    defer { condition.unlock() }
    if bytes.isEmpty {
      isAtEnd = true
      pipe.fileHandleForReading.readabilityHandler = nil
    }
    partial += bytes
    while let end = partial.firstIndex(of: 0x0A) {
      lines.append(String(decoding: partial[..<end], as: UTF8.self))
      partial.removeFirst(end + 1)
    }
    condition.broadcast()
  }

  public var isRunning: Bool { process.isRunning }
  public var pid: Int32 { process.processIdentifier }

  /// What it has written to both streams, from line `index` on.
  public func log(from index: Int = 0) -> [String] { condition.withLock { Array(lines.dropFirst(index)) } }

  /// Waits until it has written a line with `text`, from line `index` on; nil if it does not in time, or ends before.
  public func line(with text: String, from index: Int = 0, seconds: Double) -> String? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let line = lines.dropFirst(index).first(where: { $0.contains(text) }) { return line }
      if isAtEnd || !condition.wait(until: deadline) { return nil }
    }
  }

  public func send(_ signal: Int32) { if process.isRunning { Foundation.kill(process.processIdentifier, signal) } }

  /// The orderly end (SIGTERM), by force after some seconds; returns the exit status.
  @discardableResult
  public func stop(with signal: Int32 = SIGTERM, patience: Double = 5) -> Int32 {
    send(signal)
    let deadline = Date(timeIntervalSinceNow: patience)
    while process.isRunning && Date() < deadline { usleep(5_000) }
    return kill()
  }

  /// SIGKILL: nothing of the process gets to run any more. The log is whole then. Returns the exit status.
  @discardableResult
  public func kill() -> Int32 {
    send(SIGKILL)
    process.waitUntilExit()
    let deadline = Date(timeIntervalSinceNow: 5)
    condition.withLock { while !isAtEnd && condition.wait(until: deadline) {} }
    return process.terminationStatus
  }

  deinit {
    send(SIGKILL)
    pipe.fileHandleForReading.readabilityHandler = nil
  }
}

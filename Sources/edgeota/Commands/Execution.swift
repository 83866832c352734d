// One run of a program on the bare runtime, as `exec` makes it.

import Foundation
import NanoRuntime
import ToolSupport

final class Execution {
  private let vm: VM
  private let base: [MappedImage]
  private let files: [MappedImage]
  private let outcome = Outcome()
  private let traces = TracePrinter()

  /// What the host learns of the main thread, the only one that it starts.
  private final class Outcome {
    var code = ExitCode.success
    /// The program called Power.RebootDevice.
    var restarts = false
  }

  /// An empty VM; `start` or `restore` fills it.
  init(arena: Int, base: [MappedImage], files: [MappedImage]) throws {
    self.base = base
    self.files = files
    do {
      vm = try VM(arenaSize: arena, host: Self.host(outcome, traces))
    } catch {
      throw CommandFailure(.refused, "refused: \(error.text)")
    }
  }

  private static func host(_ outcome: Outcome, _ traces: TracePrinter) -> RuntimeHost {
    RuntimeHost(
      write: { Terminal.write(String(decoding: $0, as: UTF8.self), to: STDOUT_FILENO) },
      monotonicMilliseconds: { monotonicMilliseconds },
      unixSeconds: { Int64(Date().timeIntervalSince1970) },
      random: { buffer in for index in buffer.indices { buffer[index] = UInt8.random(in: 0...255) } },
      threadEnded: { end in
        if case .exception(let text) = end.outcome {
          Terminal.error(
            "unhandled exception in thread \(end.thread): \(traces.describe(text, end.trace))")
        }
        guard end.startedByHost else { return }
        switch end.outcome {
        case .returned(let result): outcome.code = ExitCode(rawValue: UInt8(truncatingIfNeeded: result))
        case .exception, .aborted: outcome.code = .unhandledException
        }
      },
      reboot: { _, _ in outcome.restarts = true })
  }

  private static var monotonicMilliseconds: Int64 { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }

  /// Loads the files and starts Main.
  func start() throws {
    let domain: Domain
    do {
      for image in base { try load(image, .base) }
      if base.isEmpty {
        domain = .base
      } else {
        try vm.link(.base)
        domain = try vm.createDomain()
      }
      for image in files { try load(image, domain) }
      try vm.link(domain)
      try vm.verify(domain)
    } catch let error as RuntimeError {
      throw CommandFailure(.refused, "refused: \(error.text)")
    }
    do {
      try vm.startMain(in: domain)
    } catch {
      throw CommandFailure(.refused, "cannot start: \(error.text)")
    }
  }

  private func load(_ image: MappedImage, _ domain: Domain) throws {
    do {
      traces.add(image, as: try vm.load(image.buffer, into: domain))
    } catch {
      throw CommandFailure(.refused, "\(image.path) is refused: \(error.text)")
    }
  }

  /// Goes on where a run was saved. While it lay in its file no time has passed for the program.
  func restore(_ snapshot: SnapshotFile) throws {
    let images = base + files
    do {
      try snapshot.content.withUnsafeBytes {
        try vm.restore($0, images: images.map(\.buffer), seal: snapshot.seal, sleptMilliseconds: 0)
      }
    } catch let error as RuntimeError {
      throw snapshot.refusal(error)
    }
    for image in images {
      if let assembly = vm.assembly(of: image.buffer) { traces.add(image, as: assembly) }
    }
  }

  /// Saves a run that has paused.
  func save(_ snapshot: SnapshotFile) throws {
    do {
      try snapshot.write(try vm.save(seal: snapshot.seal))
    } catch let error as RuntimeError {
      throw CommandFailure(.failure, "the run cannot be saved: \(error.text)")
    }
  }

  /// Runs until no thread is left.
  /// - Parameter limit: pauses after this many instructions; nil: never.
  /// - Returns: how the program ended; nil at the pause.
  func run(pausingAfter limit: Int?) throws -> ExitCode? {
    let end = limit.map { vm.statistics.instructions + UInt64($0) } ?? UInt64.max
    while true {
      let done = vm.statistics.instructions
      if done >= end { return nil }
      let result = vm.run(budget: UInt32(min(end - done, 1_000_000)))
      if outcome.restarts {
        Terminal.note("the program restarts the board: exec ends here")
        return .success
      }
      switch result {
      case .budget: continue
      case .finished: return outcome.code
      case .waiting(until: nil):
        throw CommandFailure(.failure, "every thread waits for something that cannot happen any more")
      case .waiting(until: .some(let wake)):
        let now = Self.monotonicMilliseconds
        if wake > now { usleep(UInt32(clamping: min(wake - now, 1_000) * 1_000)) }
      }
    }
  }

  var statisticsLine: String {
    let stats = vm.statistics
    let fields: [(String, UInt64)] = [
      ("arena", UInt64(stats.arena_bytes)), ("highWater", UInt64(stats.high_water_bytes)),
      ("free", UInt64(stats.free_bytes)), ("heap", UInt64(stats.heap_bytes)),
      ("metadata", UInt64(stats.metadata_bytes)),
      ("code", UInt64(stats.code_bytes)), ("collections", UInt64(stats.collections)),
      ("instructions", stats.instructions), ("nativeCalls", stats.native_calls), ("allocations", stats.allocations),
      ("translatedMethods", UInt64(stats.translated_methods)), ("evictedMethods", UInt64(stats.evicted_methods)),
      ("threads", UInt64(stats.threads)), ("assemblies", UInt64(stats.assemblies)),
    ]
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }
}

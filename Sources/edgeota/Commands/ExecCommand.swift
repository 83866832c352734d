// exec: runs PE files on the bare runtime.

import Foundation
import MetadataProcessor
import NanoRuntime
import ToolSupport

let execVerb = Verb(
  name: "exec", summary: "runs PE files on the runtime, with our class library", arguments: "FILE.pe...",
  options: [
    .value("arena", "BYTES", "size of the arena (default: the board's)"),
    .value("board", "NAME", "take the arena's size from this board (default: linux/host)"),
    .flag("no-stdlib", "load the given files only; one of them is mscorlib"),
    .flag("stats", "one line of JSON on stderr at the end: memory, collections, instructions, threads"),
  ]
) { options in
  guard !options.arguments.isEmpty else { throw CommandFailure(.usage, "expected at least one PE file") }
  let arena = try options.integer("arena", in: 1...Int(Int32.max)) ?? Boards.arenaSize(options.value("board"))
  let files = try options.arguments.map { try MappedImage($0) }
  let base = options.flag("no-stdlib") ? [] : try BaseAssemblies.needed(by: files)
  let execution = try Execution(arena: arena, base: base, files: files)
  defer { if options.flag("stats") { Terminal.note(execution.statisticsLine) } }
  return try execution.run()
}

/// A PE file in memory at a stable, aligned address.
final class MappedImage {
  let path: String
  let bytes: [UInt8]
  let buffer: UnsafeRawBufferPointer

  init(_ path: String) throws {
    self.path = path
    bytes = try readInput(path)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(4, bytes.count), alignment: 8)
    copy.copyBytes(from: bytes)
    buffer = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(copy)[..<bytes.count])
  }

  deinit { buffer.deallocate() }
}

/// One run of a program.
private final class Execution {
  private let vm: VM
  private let domain: Domain
  private let images: [MappedImage]
  private let outcome = Outcome()
  private let traces = TracePrinter()

  /// What the host learns of the main thread.
  private final class Outcome {
    var mainThread: UInt32 = 0
    var code = ExitCode.success
    /// The program called Power.RebootDevice.
    var restarts = false
  }

  init(arena: Int, base: [MappedImage], files: [MappedImage]) throws {
    images = base + files
    let outcome = outcome
    let traces = traces
    let host = RuntimeHost(
      write: { Terminal.write(String(decoding: $0, as: UTF8.self), to: STDOUT_FILENO) },
      monotonicMilliseconds: { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) },
      unixSeconds: { Int64(Date().timeIntervalSince1970) },
      random: { buffer in for index in buffer.indices { buffer[index] = UInt8.random(in: 0...255) } },
      threadEnded: { end in
        if case .exception(let text) = end.outcome {
          Terminal.error(
            "unhandled exception in thread \(end.thread): \(traces.describe(text, end.trace))")
        }
        guard end.thread == outcome.mainThread else { return }
        switch end.outcome {
        case .returned(let result): outcome.code = ExitCode(rawValue: UInt8(truncatingIfNeeded: result))
        case .exception, .aborted: outcome.code = .unhandledException
        }
      },
      reboot: { _ in outcome.restarts = true })
    do {
      vm = try VM(arenaSize: arena, host: host)
      for image in base { try Execution.load(image, .base, vm, traces) }
      if base.isEmpty {
        domain = .base
      } else {
        try vm.link(.base)
        domain = try vm.createDomain()
      }
      for image in files { try Execution.load(image, domain, vm, traces) }
      try vm.link(domain)
      try vm.verify(domain)
    } catch let error as RuntimeError {
      throw CommandFailure(.refused, "refused: \(error.text)")
    }
  }

  private static func load(_ image: MappedImage, _ domain: Domain, _ vm: VM, _ traces: TracePrinter) throws {
    do {
      traces.add(image, as: try vm.load(image.buffer, into: domain))
    } catch {
      throw CommandFailure(.refused, "\(image.path) is refused: \(error.text)")
    }
  }

  func run() throws -> ExitCode {
    do {
      outcome.mainThread = try vm.startMain(in: domain)
    } catch {
      throw CommandFailure(.refused, "cannot start: \(error.text)")
    }
    while true {
      let result = vm.run(budget: 1_000_000)
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
        let now = Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000)
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

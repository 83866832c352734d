// Runs PE files on the runtime and collects what they print: what the tests of programs, of the verifier and of hostile files share.

import CNanoRuntime
import Foundation
import NanoRuntime

enum Fixtures {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let programs = root + "/Tests/Programs"
  /// The class library, which `./edgeota test` compiles before the tests.
  static let library = ProcessInfo.processInfo.environment["EDGEOTA_LIBRARY"] ?? root + "/.build/managed"

  static func read(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw FixtureError.missing(path) }
    return [UInt8](data)
  }

  static func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }
}

enum FixtureError: Error {
  case missing(String)
}

/// A file in memory at an aligned address that stays.
final class Image {
  let buffer: UnsafeMutableRawBufferPointer

  init(_ bytes: [UInt8]) {
    buffer = .allocate(byteCount: max(4, bytes.count), alignment: 8)
    buffer.copyBytes(from: bytes)
    used = bytes.count
  }

  private let used: Int
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<used]) }

  deinit { buffer.deallocate() }
}

/// How a run ended.
enum RunEnd: Equatable {
  case finished(exitCode: Int32)
  case exception(String)
  case refused(String)
  /// Instructions of the whole budget used up.
  case budget
  /// All threads wait for ever.
  case deadlock
}

/// One run of a set of files: the class library's named assemblies in domain 0, the files in a domain of their own.
final class ProgramRun {
  var arena = 1 << 20
  var configuration = VMConfiguration()
  var budget: Int64 = 400_000_000
  private(set) var output: [UInt8] = []
  private(set) var end = RunEnd.finished(exitCode: 0)
  private(set) var statistics = nano_stats()

  var text: String { String(decoding: output, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n") }

  func run(libraries: [String], files: [[UInt8]]) throws {
    let base = try libraries.map { Image(try Fixtures.read("\(Fixtures.library)/\($0).pe")) }
    let images = files.map { Image($0) }
    let clock = TestClock()
    var mainThread: UInt32 = 0
    let host = RuntimeHost(
      write: { [self] in output += $0 }, monotonicMilliseconds: { clock.now }, unixSeconds: { 1_790_000_000 },
      random: { buffer in for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: index &* 37 &+ 11) }
      },
      threadEnded: { [self] end in
        guard end.thread == mainThread else { return }
        switch end.outcome {
        case .returned(let result): self.end = .finished(exitCode: result)
        case .exception(let text): self.end = .exception(String(decoding: text, as: UTF8.self))
        case .aborted: self.end = .exception("aborted")
        }
      })
    do {
      let vm = try VM(arenaSize: arena, configuration: configuration, host: host)
      for image in base { try vm.load(image.bytes, into: .base) }
      try vm.link(.base)
      let domain = try vm.createDomain()
      for image in images { try vm.load(image.bytes, into: domain) }
      try vm.link(domain)
      try vm.verify(domain)
      mainThread = try vm.startMain(in: domain)
      loop(vm, clock)
      statistics = vm.statistics
    } catch {
      end = .refused(error.text)
    }
    withExtendedLifetime((base, images)) {}
  }

  /// Runs until no thread is left; sleeping costs no time, the clock jumps.
  private func loop(_ vm: VM, _ clock: TestClock) {
    while true {
      switch vm.run(budget: 1_000_000) {
      case .finished: return
      case .budget:
        if vm.statistics.instructions > UInt64(budget) {
          end = .budget
          return
        }
      case .waiting(until: nil):
        end = .deadlock
        return
      case .waiting(until: .some(let wake)): clock.now = max(clock.now, wake)
      }
    }
  }
}

/// Time that passes only when everybody sleeps, and a little at each look.
final class TestClock {
  private var milliseconds: Int64 = 1_000
  private var looks = 0

  var now: Int64 {
    get {
      looks += 1
      if looks % 64 == 0 { milliseconds += 1 }
      return milliseconds
    }
    set { milliseconds = newValue }
  }
}

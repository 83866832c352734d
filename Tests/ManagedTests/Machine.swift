// Owns: a runtime with the class library, on which the tests run programs and play the engine's part for applications.

import Foundation
import MetadataProcessor
import NanoRuntime

/// A file in memory at an address that stays.
private final class Image {
  let buffer: UnsafeMutableRawBufferPointer

  init(_ bytes: [UInt8]) {
    buffer = .allocate(byteCount: bytes.count, alignment: 8)
    buffer.copyBytes(from: bytes)
  }

  deinit { buffer.deallocate() }
}

final class Machine {
  /// What the application asked of the engine, oldest first, with the numbers that it was given.
  private(set) var requests: [(number: Int32, request: EngineRequest)] = []
  private var written: [UInt8] = []
  /// What the application wrote, lines ended by LF.
  var output: String { String(decoding: written, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n") }
  /// Texts of the exceptions that ended threads.
  private(set) var exceptions: [String] = []
  /// Their stack traces.
  private(set) var traces: [[ThreadEnd.Frame]] = []
  var isConnected = true

  private var clock: Int64 = 1_000
  private var lastNumber: Int32 = 0
  private var images: [Image] = []
  private var vm: VM?
  private var domain = Domain.base

  /// Loads the class library and one application.
  init(application: [UInt8], arena: Int = 1 << 20) throws {
    let link = EngineLinkHost(
      request: { [unowned self] in take($0) }, isConnected: { [unowned self] in isConnected },
      deviceID: { Array("probe-1".utf8) })
    let host = RuntimeHost(
      write: { [unowned self] in written += $0 },
      monotonicMilliseconds: { [unowned self] in clock }, unixSeconds: { 1_790_000_000 },
      random: { for index in $0.indices { $0[index] = UInt8(truncatingIfNeeded: index &* 37 &+ 11) } },
      threadEnded: { [unowned self] end in
        guard case .exception(let text) = end.outcome else { return }
        exceptions.append(String(decoding: text, as: UTF8.self))
        traces.append(end.trace)
      }, engineLink: link)
    let vm = try VM(arenaSize: arena, host: host)
    self.vm = vm
    for image in try ClassLibrary.images.get() { try load(image, vm, .base) }
    try vm.link(.base)
    domain = try vm.createDomain()
    try load(application, vm, domain)
    try vm.link(domain)
    try vm.verify(domain)
  }

  private func load(_ bytes: [UInt8], _ vm: VM, _ domain: Domain) throws {
    let image = Image(bytes)
    images.append(image)
    try vm.load(UnsafeRawBufferPointer(image.buffer), into: domain)
  }

  private func take(_ request: EngineRequest) -> Int32 {
    guard isConnected else { return 0 }
    lastNumber += 1
    requests.append((lastNumber, request))
    return lastNumber
  }

  // MARK: - Running

  /// Runs Main to its end; sleeping costs no time.
  func runMain() throws {
    try vm?.startMain(in: domain)
    advance(by: 3_600_000)
  }

  /// Runs until all threads wait for more than `milliseconds` from now, or are gone. Returns whether threads are left.
  @discardableResult
  func advance(by milliseconds: Int64 = 0) -> Bool {
    let end = clock + milliseconds
    while let vm {
      switch vm.run(budget: 1_000_000) {
      case .budget: continue
      case .finished: return false
      case .waiting(until: let wake):
        guard let wake, wake <= end else {
          clock = end
          return true
        }
        clock = max(clock, wake)
      }
    }
    return false
  }

  // MARK: - The engine's part

  func call(_ entry: String, _ arguments: String...) throws {
    try start(entry, arguments.map { .string(Array($0.utf8)) })
  }

  /// See EngineLink.Deliver.
  func deliver(_ kind: Int32, _ id: Int32, _ target: String, _ payload: String) throws {
    try start("Deliver", [.int32(kind), .int32(id), .string(Array(target.utf8)), .string(Array(payload.utf8))])
  }

  private func start(_ entry: String, _ arguments: [Argument]) throws {
    let type = Array("nanoFramework.Azure.Devices.Client.EngineLink".utf8)
    try vm?.start(type, Array(entry.utf8), arguments, in: domain)
    advance()
  }

  /// Answers a request of the application.
  func answer(_ number: Int32, _ status: String, _ payload: String = "") throws {
    try deliver(1, number, status, payload)
  }

  /// Calls a direct method.
  func invoke(_ method: String, _ id: Int32, _ payload: String = "null") throws { try deliver(3, id, method, payload) }

  /// Requests of a kind, as "target payload".
  func sent(_ kind: EngineRequest.Kind) -> [String] {
    requests.filter { $0.request.kind == kind }.map { "\(text($0.request.target)) \(text($0.request.payload))" }
  }

  /// The answer to a direct method call, as "status payload".
  func answer(toCall id: Int32) -> String? {
    requests.first { $0.request.kind == .methodResponse && $0.request.id == id }
      .map { "\(text($0.request.target)) \(text($0.request.payload))" }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension ClassLibrary {
  /// The PE files of the class library, in load order.
  static let images: Result<[[UInt8]], any Error> = Result {
    try projects().filter { !$0.sources.hasPrefix("apps/") }.map { try image(of: $0) }
  }

  static func image(of project: Project) throws -> [UInt8] {
    let file = try built.get().appendingPathComponent(project.file)
    return try Converter.convert(
      [UInt8](try Data(contentsOf: file)), options: ConversionOptions(excludedTypes: project.excludedTypes))
  }

  /// The sample application, version 1 or 2.
  static func sample(version: Int) throws -> [UInt8] {
    guard
      let project = try projects().first(where: { $0.name == "CountMeasurement" && $0.version == "\(version).0.0.0" })
    else { throw BuildFailure(output: "no CountMeasurement \(version)") }
    return try image(of: project)
  }

  /// Compiles and converts Tests/ManagedTests/Programs/NAME.cs.
  static func program(_ name: String, library: Bool = false) throws -> [UInt8] {
    let folder = try built.get()
    let source = root.appendingPathComponent("Tests/ManagedTests/Programs/\(name).cs").path
    let target = folder.appendingPathComponent("program-\(name)").path
    let references = try projects().filter { !$0.sources.hasPrefix("apps/") }
      .map { "-r:" + folder.appendingPathComponent($0.file).path }
    let result = run(
      ["mcs", "-nologo", "-nostdlib", "-noconfig", "-optimize+", "-langversion:7"] + references
        + ["-target:\(library ? "library" : "exe")", "-out:\(target)", source])
    guard result.status == 0 else { throw BuildFailure(output: result.output) }
    return try Converter.convert([UInt8](try Data(contentsOf: URL(fileURLWithPath: target))))
  }
}

// The Swift face of the C runtime: one VM in one arena. It adds no policy; every method is a function of nano.h with
// typed errors and Swift's types. Not thread-safe: one VM is used by one thread at a time.

import CNanoRuntime

/// An application set inside a VM: own statics, own threads, own quota, over the shared base assemblies.
public struct Domain: Equatable, Sendable {
  public let id: UInt32

  /// The base assemblies, always there.
  public static var base: Domain { Domain(id: 0) }

  public init(id: UInt32) { self.id = id }
}

/// Tunables; zero means the runtime's default.
public struct VMConfiguration: Sendable {
  /// Budget of translated code inside the arena, bytes.
  public var codeCacheBytes: UInt32 = 0
  public var maximumThreads: UInt32 = 0
  /// Instructions of a time slice.
  public var quantum: UInt32 = 0
  /// NANO_TEST_* of nano.h.
  public var testModes: UInt32 = 0
  /// Resolves references to assemblies by name alone.
  public var lenientVersions = false

  public init() {}
}

/// An argument of a managed method that the host starts.
public enum Argument: Sendable {
  case int32(Int32)
  case int64(Int64)
  /// UTF-8; nil is a null reference.
  case string([UInt8]?)
}

/// Why `VM.run` returned.
public enum RunResult: Equatable, Sendable {
  /// The budget is used up: call again.
  case budget
  /// Every thread waits: call again at this monotonic millisecond (nil: no timer runs), or after an event.
  case waiting(until: Int64?)
  /// No thread is left.
  case finished
}

/// How a native method of a loaded assembly is bound.
public struct NativeMethod: Equatable, Sendable {
  public enum Binding: Sendable {
    case bound
    /// The runtime has no such native: calling it throws NotSupportedException.
    case missing
    /// There is one, but a field that it touches is missing or of another type.
    case fieldsDiffer
  }

  /// "Assembly|Class|method", UTF-8.
  public var key: [UInt8]
  public var binding: Binding
}

/// A runtime in an arena of its own.
public final class VM {
  /// The handle of nano.h; for calls that this face does not have. Valid for the life of the object.
  public let handle: UnsafeMutablePointer<nano_vm>
  private let arena: UnsafeMutableRawPointer
  private let hostTable: UnsafeMutablePointer<nano_host>
  private let linkNatives: UnsafeMutablePointer<nano_native>
  private let bridge: HostBridge

  /// - Parameter arenaSize: bytes; everything that managed code and its metadata need lives in there.
  public init(arenaSize: Int, configuration: VMConfiguration = VMConfiguration(), host: RuntimeHost)
    throws(RuntimeError)
  {
    let size = UInt32(exactly: max(0, arenaSize)) ?? 0
    handle = .allocate(capacity: 1)
    handle.initialize(to: nano_vm())
    arena = .allocate(byteCount: max(16, Int(size)), alignment: 16)
    bridge = HostBridge(host)
    hostTable = .allocate(capacity: 1)
    hostTable.initialize(to: bridge.table())
    linkNatives = .allocate(capacity: EngineLink.nativeCount)
    linkNatives.initialize(repeating: nano_native(), count: EngineLink.nativeCount)
    EngineLink.fill(linkNatives)
    var config = nano_config()
    config.code_cache_bytes = configuration.codeCacheBytes
    config.max_threads = configuration.maximumThreads
    config.quantum = configuration.quantum
    config.test_modes = configuration.testModes
    config.lenient_versions = configuration.lenientVersions
    try RuntimeError.check(nano_create(handle, arena, size, hostTable, &config), handle)
    try RuntimeError.check(nano_register_natives(handle, linkNatives, UInt32(EngineLink.nativeCount)), handle)
  }

  deinit {
    linkNatives.deallocate()
    hostTable.deallocate()
    arena.deallocate()
    handle.deallocate()
  }

  public func createDomain() throws(RuntimeError) -> Domain {
    var id: UInt32 = 0
    try RuntimeError.check(nano_create_domain(handle, &id), handle)
    return Domain(id: id)
  }

  /// Ends the domain's threads without running managed code and frees everything it held.
  public func unload(_ domain: Domain) throws(RuntimeError) {
    try RuntimeError.check(nano_unload_domain(handle, domain.id), handle)
  }

  /// Bounds what the domain may use; 0 = no bound of its own. Beyond it managed code gets OutOfMemoryException, in this
  /// domain alone.
  public func setQuota(_ quota: nano_quota, for domain: Domain) throws(RuntimeError) {
    var quota = quota
    try RuntimeError.check(nano_set_quota(handle, domain.id, &quota), handle)
  }

  /// What the domain uses now; collects garbage to count it.
  public func use(of domain: Domain) throws(RuntimeError) -> nano_quota {
    var use = nano_quota()
    try RuntimeError.check(nano_get_use(handle, domain.id, &use), handle)
    return use
  }

  /// Parses and registers one PE file. `image` (4-aligned) is used in place: it must stay until its domain is unloaded.
  /// - Returns: the number of the assembly.
  @discardableResult
  public func load(_ image: UnsafeRawBufferPointer, into domain: Domain) throws(RuntimeError) -> UInt32 {
    var assembly: UInt32 = 0
    let length = UInt32(exactly: image.count) ?? UInt32.max
    try RuntimeError.check(nano_load(handle, domain.id, image.baseAddress, length, &assembly), handle)
    return assembly
  }

  /// Resolves the references of every assembly of the domain.
  public func link(_ domain: Domain) throws(RuntimeError) {
    try RuntimeError.check(nano_link(handle, domain.id), handle)
  }

  /// Verifies every method of the domain's assemblies.
  public func verify(_ domain: Domain) throws(RuntimeError) {
    try RuntimeError.check(nano_verify(handle, domain.id), handle)
  }

  /// Starts a managed thread that calls a static method.
  /// - Parameters:
  ///   - type: "Namespace.Type", UTF-8; looked up in the domain's assemblies, then in the base's.
  ///   - method: overloads are told apart by the number of arguments.
  /// - Returns: the number of the thread, which comes back in `RuntimeHost.threadEnded`.
  @discardableResult
  public func start(_ type: [UInt8], _ method: [UInt8], _ arguments: [Argument], in domain: Domain)
    throws(RuntimeError) -> UInt32
  {
    var thread: UInt32 = 0
    let status = withCString(type) { type in
      withCString(method) { method in
        withValues(arguments) { values, count in
          nano_start(handle, domain.id, type, method, values, count, &thread)
        }
      }
    }
    try RuntimeError.check(status, handle)
    return thread
  }

  /// Starts a thread at the entry point of the domain's last loaded assembly that has one.
  @discardableResult
  public func startMain(in domain: Domain) throws(RuntimeError) -> UInt32 {
    var thread: UInt32 = 0
    try RuntimeError.check(nano_start_main(handle, domain.id, &thread), handle)
    return thread
  }

  /// Ends all threads of a domain without running managed code.
  public func killThreads(of domain: Domain) { nano_kill_threads(handle, domain.id) }

  /// Runs managed threads for about `budget` instructions. Never blocks.
  public func run(budget: UInt32) -> RunResult {
    let result = nano_run(handle, budget)
    switch result.reason {
    case NANO_STOP_BUDGET: return .budget
    case NANO_STOP_WAITING: return .waiting(until: result.wake_ms == Int64.max ? nil : result.wake_ms)
    default: return .finished
    }
  }

  /// The counters of nano.h.
  public var statistics: nano_stats {
    var stats = nano_stats()
    nano_get_stats(handle, &stats)
    return stats
  }

  public func collectGarbage() { nano_collect(handle) }

  /// The number of the assembly that was loaded from this image; nil if none was.
  public func assembly(of image: UnsafeRawBufferPointer) -> UInt32? {
    (0..<UInt32(NANO_MAX_ASSEMBLIES)).first { nano_image(handle, $0) == image.baseAddress }
  }

  /// The native methods of a loaded assembly, in the file's order.
  public func natives(of assembly: UInt32) -> [NativeMethod] {
    var natives: [NativeMethod] = []
    var key = [CChar](repeating: 0, count: 512)
    var state = NANO_NATIVE_BOUND
    while nano_native_at(handle, assembly, UInt32(natives.count), &key, UInt32(key.count), &state) {
      let text = key.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let binding: NativeMethod.Binding
      switch state {
      case NANO_NATIVE_BOUND: binding = .bound
      case NANO_NATIVE_MISSING: binding = .missing
      default: binding = .fieldsDiffer
      }
      natives.append(NativeMethod(key: text, binding: binding))
    }
    return natives
  }
}

/// Calls `body` with `text` as a NUL-terminated string.
private func withCString(_ text: [UInt8], _ body: (UnsafePointer<CChar>?) -> nano_status) -> nano_status {
  var terminated = text
  terminated.append(0)
  return terminated.withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: CChar.self)) }
}

/// Calls `body` with the arguments as nano.h wants them: the texts in one buffer, the values pointing into it.
private func withValues(
  _ arguments: [Argument], _ body: (UnsafePointer<nano_value>?, UInt32) -> nano_status
) -> nano_status {
  var texts: [UInt8] = [0]
  for case .string(.some(let text)) in arguments { texts += text }
  return texts.withUnsafeBytes { buffer in
    var values: [nano_value] = []
    var offset = 1
    for argument in arguments {
      var value = nano_value()
      switch argument {
      case .int32(let number):
        value.kind = NANO_VALUE_I4
        value.integer = Int64(number)
      case .int64(let number):
        value.kind = NANO_VALUE_I8
        value.integer = number
      case .string(let text):
        value.kind = NANO_VALUE_STRING
        if let text {
          value.text = buffer.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
          value.length = UInt32(text.count)
          offset += text.count
        }
      }
      values.append(value)
    }
    return values.withUnsafeBufferPointer { body($0.baseAddress, UInt32($0.count)) }
  }
}

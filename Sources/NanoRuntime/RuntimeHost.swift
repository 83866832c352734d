// What the runtime asks of its host, as closures. The C callbacks find their way back through one object, the bridge,
// whose address is the `context` of nano_host.

import CNanoRuntime

/// How a managed thread ended.
public struct ThreadEnd: Sendable {
  public enum Outcome: Sendable, Equatable {
    /// Its first method returned; `result` is Main's int result, else 0.
    case returned(result: Int32)
    /// An exception reached its first frame. UTF-8: "Type: message", then the managed stack trace, a frame a line.
    case exception([UInt8])
    /// Aborted, or its domain was unloaded.
    case aborted
  }

  /// A frame of an exception's stack trace.
  public struct Frame: Sendable {
    /// As `VM.load` gave it.
    public var assembly: UInt32
    /// The row of the method in the PE file, and the offset of the call or throw in its IL: what a `SymbolFile` is asked.
    public var method: UInt32
    public var offset: UInt32
    /// "Namespace.Type.Method", UTF-8.
    public var name: [UInt8]
  }

  public var thread: UInt32
  public var domain: UInt32
  /// Whether the host started the thread; false for one that managed code made.
  public var startedByHost: Bool
  public var outcome: Outcome
  /// The stack trace of an exception, innermost frame first.
  public var trace: [Frame] = []
}

/// The host's side of a VM. Closures run inside `VM.run` and must not call back into the VM.
public struct RuntimeHost {
  /// Debug.Write and Console.Write, UTF-8; the buffer is valid during the call only.
  public var write: (UnsafeBufferPointer<UInt8>) -> Void
  /// Milliseconds that never go back.
  public var monotonicMilliseconds: () -> Int64
  /// Seconds since 1970-01-01 UTC; nil while unset, which managed code sees as the year 1970.
  public var unixSeconds: () -> Int64?
  /// Fills a buffer with entropy.
  public var random: (UnsafeMutableRawBufferPointer) -> Void
  public var threadEnded: (ThreadEnd) -> Void
  /// Sets what `unixSeconds` tells (Rtc.SetSystemTime); false: it cannot be set. nil: applications get
  /// NotSupportedException.
  public var setUnixSeconds: ((Int64) -> Bool)?
  /// Power.RebootDevice: the domain of the calling thread, which never goes on, and the RebootOption. nil:
  /// NotSupportedException.
  public var reboot: ((UInt32, Int32) -> Void)?
  /// What applications reach of the engine; nil if there is no engine.
  public var engineLink: EngineLinkHost?

  public init(
    write: @escaping (UnsafeBufferPointer<UInt8>) -> Void, monotonicMilliseconds: @escaping () -> Int64,
    unixSeconds: @escaping () -> Int64?, random: @escaping (UnsafeMutableRawBufferPointer) -> Void,
    threadEnded: @escaping (ThreadEnd) -> Void, setUnixSeconds: ((Int64) -> Bool)? = nil,
    reboot: ((UInt32, Int32) -> Void)? = nil, engineLink: EngineLinkHost? = nil
  ) {
    self.write = write
    self.monotonicMilliseconds = monotonicMilliseconds
    self.unixSeconds = unixSeconds
    self.random = random
    self.threadEnded = threadEnded
    self.setUnixSeconds = setUnixSeconds
    self.reboot = reboot
    self.engineLink = engineLink
  }
}

/// Holds the closures at a stable address.
final class HostBridge {
  let host: RuntimeHost
  /// The frames of the thread that is about to end.
  private var trace: [ThreadEnd.Frame] = []

  init(_ host: RuntimeHost) { self.host = host }

  static func of(_ context: UnsafeMutableRawPointer) -> HostBridge {
    Unmanaged<HostBridge>.fromOpaque(context).takeUnretainedValue()
  }

  /// The table of C callbacks. The bridge must outlive its use.
  func table() -> nano_host {
    var table = nano_host()
    table.context = Unmanaged.passUnretained(self).toOpaque()
    table.write = { context, text, length in
      guard let context, let text else { return }
      text.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
        HostBridge.of(context).host.write(UnsafeBufferPointer(start: $0, count: Int(length)))
      }
    }
    table.monotonic_ms = { context in context.map { HostBridge.of($0).host.monotonicMilliseconds() } ?? 0 }
    table.utc_ticks = { context in context.map { ticks(HostBridge.of($0).host.unixSeconds()) } ?? 0 }
    table.random = { context, buffer, length in
      guard let context, let buffer else { return }
      HostBridge.of(context).host.random(UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)))
    }
    table.thread_ended = { context, thread, domain, isMain, outcome, result, text, length in
      guard let context else { return }
      var message: [UInt8] = []
      text?.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
        message = Array(UnsafeBufferPointer(start: $0, count: Int(length)))
      }
      let end: ThreadEnd.Outcome
      switch outcome {
      case NANO_THREAD_RETURNED: end = .returned(result: result)
      case NANO_THREAD_EXCEPTION: end = .exception(message)
      default: end = .aborted
      }
      let bridge = HostBridge.of(context)
      let trace = bridge.trace
      bridge.trace = []
      bridge.host.threadEnded(
        ThreadEnd(thread: thread, domain: domain, startedByHost: isMain, outcome: end, trace: trace))
    }
    table.trace_frame = { context, _, frame in
      guard let context, let frame = frame?.pointee, let text = frame.text else { return }
      let name = UnsafeRawBufferPointer(start: text, count: Int(frame.length))
      HostBridge.of(context).trace.append(
        ThreadEnd.Frame(
          assembly: frame.assembly, method: frame.method, offset: frame.il_offset, name: Array(name)))
    }
    if host.setUnixSeconds != nil {
      table.set_utc_ticks = { context, ticks in
        guard let context, let set = HostBridge.of(context).host.setUnixSeconds else { return false }
        return set(ticks / ticksPerSecond - secondsTo1970)
      }
    }
    if host.reboot != nil {
      table.reboot = { context, domain, option in
        if let context { HostBridge.of(context).host.reboot?(domain, option) }
      }
    }
    installMath(&table)
    return table
  }
}

private let secondsTo1970: Int64 = 62_135_596_800
private let ticksPerSecond: Int64 = 10_000_000

/// System.DateTime.Ticks of a Unix time: 100 ns since 0001-01-01. Times outside of DateTime's range read as 1970.
private func ticks(_ unixSeconds: Int64?) -> Int64 {
  let secondsToYear10000: Int64 = 253_402_300_800
  guard let unixSeconds, unixSeconds >= 0, unixSeconds < secondsToYear10000 else {
    return secondsTo1970 * ticksPerSecond
  }
  return (secondsTo1970 + unixSeconds) * ticksPerSecond
}

// What a board is to the engine: one object that owns every service and the only event loop.

/// A board: its services, its limits and its event loop.
///
/// Everything runs on one thread. Services never call back: whatever happens later arrives as a `BoardEvent` from
/// `nextEvent(until:)`, in the order in which it happened.
///
/// Callers may assume
/// - that the services are the same objects for the board's whole life;
/// - that no service blocks longer than a flash erase.
///
/// Callers must
/// - use the board and its services from one thread, `wake()` alone excepted;
/// - call `nextEvent(until:)` again soon: connections are kept alive and downloads go on only inside it.
///
/// Implementations must
/// - deliver each event exactly once, and keep those of one service in order;
/// - bound what they keep between two calls: a source that outruns its reader is slowed down, not buffered.
public protocol Board: AnyObject {
  associatedtype FlashDevice: Flash
  associatedtype ClockDevice: BoardClock
  associatedtype TimeSyncService: TimeSync
  associatedtype EntropyDevice: Entropy
  associatedtype Link: NetworkLink
  associatedtype MQTT: MQTTClient
  associatedtype Download: HTTPDownload
  associatedtype CryptoService: Crypto
  associatedtype WatchdogDevice: Watchdog
  associatedtype PowerDevice: Power
  associatedtype SerialPort: Serial

  /// What kind of board this is and what it allows.
  var info: BoardInfo { get }
  /// How `flash` is divided.
  var partitions: PartitionTable { get }

  var flash: FlashDevice { get }
  var clock: ClockDevice { get }
  var timeSync: TimeSyncService { get }
  var entropy: EntropyDevice { get }
  var network: Link { get }
  var mqtt: MQTT { get }
  var download: Download { get }
  var crypto: CryptoService { get }
  var watchdog: WatchdogDevice { get }
  var power: PowerDevice { get }
  var serial: SerialPort { get }

  /// Waits until something happens and returns it; `.deadline` when nothing did before `deadline`.
  ///
  /// - Parameter deadline: milliseconds on `clock.monotonicMilliseconds`. A deadline in the past polls: pending events
  ///   are still returned first, so a busy source cannot be starved and `.deadline` means that nothing is pending.
  ///   `Int64.max` waits for ever.
  func nextEvent(until deadline: Int64) -> BoardEvent

  /// Makes `nextEvent` return `.woken` soon, now or at its next call. May be called from any thread and from a signal
  /// handler; several calls before the next event count as one.
  func wake()
}

extension Board {
  /// The region of flash under the partition `name`; nil when the board has none of that name.
  public func partition(_ name: StaticString) -> FlashRegion<FlashDevice>? {
    guard let found = partitions.named(name) else { return nil }
    return FlashRegion(flash, offset: found.offset, size: found.size)
  }
}

/// The board's name and the limits that the engine obeys, as its descriptor states them.
public struct BoardInfo: Sendable {
  /// "vendor/board" as in `boards/`, for instance `linux/host`; UTF-8.
  public var name: [UInt8]
  /// Bytes for the managed runtime's arena.
  public var arenaSize: Int

  public init(name: [UInt8], arenaSize: Int) {
    self.name = name
    self.arenaSize = arenaSize
  }
}

// A board with a virtual clock and one queue of events, wired to a hub and a blob store in memory.

import BoardHAL
import OTAInterface

@testable import SwiftEngine

final class FakeBoard: Board {
  let info = BoardInfo(name: Bytes("test/board"), arenaSize: 65_536)
  let partitions: PartitionTable
  let flash: FakeFlash
  let clock = FakeClock()
  let timeSync: FakeTimeSync
  let entropy = FakeEntropy()
  let network: FakeNetwork
  let mqtt: FakeHub
  let download: FakeBlobs
  let crypto = FakeCrypto()
  let watchdog = FakeWatchdog()
  let power = FakePower()
  let serial = FakeSerial()
  let queue = EventQueue()

  static let configOffset = 0
  static let configSize = 4 * 4_096
  static let deploySize = 16 * 4_096

  init(flash: FakeFlash, cloud: FakeCloud) {
    self.flash = flash
    partitions = try! PartitionTable(
      [
        Partition(name: Bytes("config"), type: 1, subtype: 0x83, offset: 0, size: FakeBoard.configSize),
        Partition(
          name: Bytes("deploy"), type: 1, subtype: 0x84, offset: FakeBoard.configSize, size: FakeBoard.deploySize),
      ], in: flash.geometry)
    timeSync = FakeTimeSync(queue, cloud, clock)
    network = FakeNetwork(queue, cloud)
    mqtt = FakeHub(queue, cloud)
    download = FakeBlobs(queue, cloud)
    cloud.hub = mqtt
  }

  /// With nothing pending time jumps to the deadline.
  func nextEvent(until deadline: Int64) -> BoardEvent {
    if let event = queue.take(clock.monotonicMilliseconds) { return event }
    let next = min(deadline, queue.nextTime)
    if next == Int64.max {
      queue.isIdle = true
      return .woken
    }
    clock.advance(to: next)
    return queue.take(clock.monotonicMilliseconds) ?? .deadline
  }

  func wake() {}
}

/// Events in the order of their times.
final class EventQueue {
  private var events: [(time: Int64, event: BoardEvent)] = []
  /// Nothing will ever happen again.
  var isIdle = false
  var nextTime: Int64 { events.first?.time ?? Int64.max }

  func add(_ event: BoardEvent, at time: Int64 = 0) {
    let index = events.firstIndex { $0.time > time } ?? events.count
    events.insert((time, event), at: index)
  }

  func take(_ now: Int64) -> BoardEvent? {
    guard let first = events.first, first.time <= now else { return nil }
    events.removeFirst()
    return first.event
  }

  func removeDownloads() {
    events.removeAll { if case .download = $0.event { true } else { false } }
  }

  func removeMQTT() {
    events.removeAll { if case .mqtt = $0.event { true } else { false } }
  }
}

final class FakeClock: BoardClock {
  private(set) var monotonicMilliseconds: Int64 = 1_000
  private var offset: Int64?

  var unixSeconds: Int64? { offset.map { $0 + monotonicMilliseconds / 1_000 } }

  func set(unixSeconds: Int64) { offset = unixSeconds - monotonicMilliseconds / 1_000 }

  func advance(to time: Int64) { monotonicMilliseconds = max(monotonicMilliseconds, time) }
}

final class FakeTimeSync: TimeSync {
  private let queue: EventQueue
  private let cloud: FakeCloud
  private let clock: FakeClock

  init(_ queue: EventQueue, _ cloud: FakeCloud, _ clock: FakeClock) {
    self.queue = queue
    self.cloud = cloud
    self.clock = clock
  }

  func start(timeoutMilliseconds: Int64) {
    let elapsed = clock.monotonicMilliseconds / 1_000
    queue.add(.timeSync(cloud.time.map { .time(unixSeconds: $0 + elapsed) } ?? .failed))
  }

  func cancel() {}
}

/// Always the same sequence.
final class FakeEntropy: Entropy {
  private var state: UInt64 = 42

  func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    for index in buffer.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      buffer[index] = UInt8(truncatingIfNeeded: state >> 33)
    }
  }
}

final class FakeNetwork: NetworkLink {
  private let queue: EventQueue
  private let cloud: FakeCloud
  let kind = NetworkKind.host
  private(set) var isUp = false

  init(_ queue: EventQueue, _ cloud: FakeCloud) {
    self.queue = queue
    self.cloud = cloud
  }

  func bringUp(wifi: WiFiCredentials?) {
    isUp = cloud.isNetworkUp
    queue.add(.network(isUp ? .up : .down(.lost)))
  }

  func bringDown() { isUp = false }
}

final class FakeWatchdog: Watchdog {
  private(set) var isRunning = false
  func start(timeoutMilliseconds: Int64) { isRunning = true }
  func feed() {}
  func stop() { isRunning = false }
}

final class FakePower: Power {
  let wakeCause = WakeCause.powerOn
  let retainedSize = 16
  private var retained = Bytes(repeating: 0, count: 16)

  func readRetained() -> [UInt8] { retained }
  func writeRetained(_ bytes: [UInt8]) {
    for index in 0..<min(bytes.count, retained.count) { retained[index] = bytes[index] }
  }
  func deepSleep(milliseconds: Int64) -> Never { fatalError("the engine leaves sleep to its caller") }
  func restart() -> Never { fatalError("the engine leaves restarts to its caller") }
}

final class FakeSerial: Serial {
  private(set) var text: Bytes = []
  func write(_ bytes: UnsafeRawBufferPointer) { text += bytes }
  var lines: String { text.text }
}

// The Linux board: all services over one poll.

import BoardHAL
import CBoardLinux
import CCurl
import Glibc

/// A board on a Linux host. One a process: power states replace the process, and the watchdog is the process's.
public final class LinuxBoard: Board {
  /// What a board needs beside its descriptor.
  public struct Options: Sendable {
    /// The flash image; it must be there (`FileFlash.create`).
    public var flashPath: String
    public var flash = FileFlash.Options()
    /// Where the serial port's output goes, to each of them.
    public var serial = [LinuxSerial.Port.standardOutput]
    /// Bytes of retained memory.
    public var retainedSize = 4096
    /// What a reset starts, and its arguments (the program's name first); this program unless given.
    public var executable = "/proc/self/exe"
    public var arguments = CommandLine.arguments

    public init(flashPath: String) {
      self.flashPath = flashPath
    }
  }

  public let info: BoardInfo
  public let partitions: PartitionTable
  public let flash: FileFlash
  public let clock: LinuxClock
  public let timeSync: HostTimeSync
  public let entropy = LinuxEntropy()
  public let network: HostNetworkLink
  public let mqtt: MosquittoClient
  public let download: CurlDownload
  public let crypto = MbedCrypto()
  public let watchdog: SoftwareWatchdog
  public let power: LinuxPower
  public let serial: LinuxSerial

  /// An eventfd: eight bytes (a 64-bit 1) written to it do what `wake` does, from threads that cannot have the board.
  public let wakeDescriptor: Int32
  private let queue = EventQueue()

  /// Boots: takes over retained memory, sleeps if the former image asked for it, opens the flash.
  public init(_ descriptor: BoardDescriptor, _ options: Options) throws(LinuxBoardError) {
    // OpenSSL writes to sockets that the peer has closed.
    signal(SIGPIPE, SIG_IGN)
    info = BoardInfo(name: [UInt8](descriptor.name.utf8), arenaSize: descriptor.arenaSize)
    partitions = descriptor.partitions
    power = try LinuxPower(
      retainedSize: options.retainedSize, executable: options.executable, arguments: options.arguments)
    clock = LinuxClock(offset: power.inheritedClockOffset)
    flash = try FileFlash(path: options.flashPath, geometry: descriptor.flash, options: options.flash)
    serial = try LinuxSerial(options.serial)
    network = HostNetworkLink(queue: queue)
    timeSync = HostTimeSync(queue: queue, network: network)
    mqtt = MosquittoClient(queue: queue, clock: clock, network: network)
    download = CurlDownload(queue: queue, clock: clock, network: network)
    watchdog = SoftwareWatchdog(power: power)
    wakeDescriptor = cbl_event_counter()
    guard wakeDescriptor >= 0 else { throw LinuxBoardError("event counter: \(errorText(errno))") }
    power.clockOffset = { [clock] in clock.offset }
    network.connectionsLost = { [mqtt, download] in
      mqtt.end(.linkDown)
      download.fail(.linkDown)
    }
  }

  deinit {
    // The services hold each other through it.
    network.connectionsLost = {}
    close(wakeDescriptor)
  }

  public func wake() {
    var one: UInt64 = 1
    _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// From now on the first SIGINT or SIGTERM wakes the board and sets `stopRequested`; a second one ends the process.
  public func stopOnSignals() {
    guard cbl_stop_on_signals(wakeDescriptor) else { fatalError("signal handler: \(errorText(errno))") }
  }

  /// Whether the user or the system asked this process to end (see `stopOnSignals`).
  public var stopRequested: Bool { cbl_stop_requested() }

  public func nextEvent(until deadline: Int64) -> BoardEvent {
    var polled = false
    while true {
      if let event = queue.take() {
        if case .download(.body) = event { download.chunkTaken() }
        return event
      }
      if polled, clock.monotonicMilliseconds >= deadline { return .deadline }
      waitAndServe(until: deadline)
      polled = true
    }
  }

  /// One poll over everything, and what follows from it. Only called with an empty queue, which is the back pressure;
  /// each service has its turn in every call, so that none starves another.
  private func waitAndServe(until deadline: Int64) {
    download.resume()
    var waits = [curl_waitfd(fd: wakeDescriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)]
    if let interest = mqtt.interest {
      let events = (interest.read ? CURL_WAIT_POLLIN : 0) | (interest.write ? CURL_WAIT_POLLOUT : 0)
      waits.append(curl_waitfd(fd: interest.descriptor, events: Int16(events), revents: 0))
    }
    var ready: Int32 = 0
    // libcurl's poll adds its own descriptors and shortens the time by its own timers.
    curl_multi_poll(download.multi, &waits, UInt32(waits.count), timeout(until: deadline), &ready)
    if waits[0].revents != 0 {
      var count: UInt64 = 0
      if read(wakeDescriptor, &count, MemoryLayout<UInt64>.size) > 0 { queue.post(.woken) }
    }
    let state = waits.count > 1 ? Int32(waits[1].revents) : 0
    mqtt.serve(readable: state & CURL_WAIT_POLLIN != 0, writable: state & CURL_WAIT_POLLOUT != 0)
    download.serve()
  }

  /// Milliseconds that the poll may wait: a minute at most, within poll's range.
  private func timeout(until deadline: Int64) -> Int32 {
    if !queue.isEmpty || mqtt.hasBufferedInput { return 0 }
    let now = clock.monotonicMilliseconds
    let next = min(deadline, mqtt.nextDeadline ?? .max, download.nextDeadline ?? .max)
    return next <= now ? 0 : Int32(min(next - now, 60_000))
  }
}

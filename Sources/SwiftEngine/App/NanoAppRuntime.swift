// The real AppRuntime: application sets are domains of one NanoRuntime VM.

import BoardHAL
import NanoRuntime
import OTAInterface

public final class NanoAppRuntime: AppRuntime {
  private let vm: VM
  private let state: LinkState

  /// What the runtime's callbacks write and read while managed code runs.
  private final class LinkState {
    var isConnected = false
    var device: Bytes = []
    var timeFloor = Int64.max
    var events: [AppEvent] = []
    /// The first event not taken yet.
    var nextEvent = 0
    var line: Bytes = []
    var lastNumber: Int32 = 0

    static let maximumLine = 512
    static let maximumEvents = 256

    func take() -> AppEvent? {
      guard nextEvent < events.count else {
        events.removeAll(keepingCapacity: true)
        nextEvent = 0
        return nil
      }
      defer { nextEvent += 1 }
      return events[nextEvent]
    }

    func write(_ text: UnsafeBufferPointer<UInt8>) {
      for byte in text {
        if byte != 0x0A && byte != 0x0D { line.append(byte) }
        if byte == 0x0A || line.count == LinkState.maximumLine {
          events.append(.output(line))
          line = []
        }
      }
    }

    /// Whether an application may set the clock to this time; if so the engine hears of it.
    func mayBeTime(_ unixSeconds: Int64) -> Bool {
      guard unixSeconds >= timeFloor else { return false }
      events.append(.clockSet(unixSeconds: unixSeconds))
      return true
    }

    func request(_ request: EngineRequest) -> Int32 {
      guard isConnected, events.count < LinkState.maximumEvents else { return 0 }
      lastNumber = lastNumber == Int32.max ? 1 : lastNumber + 1
      events.append(.request(number: lastNumber, request))
      return lastNumber
    }

    func threadEnded(_ end: ThreadEnd) {
      let outcome: AppEvent.ThreadOutcome
      switch end.outcome {
      case .returned: outcome = .returned
      case .exception(let text): outcome = .exception(text)
      case .aborted: outcome = .aborted
      }
      events.append(
        .threadEnded(
          app: AppID(end.domain), thread: end.thread, startedByEngine: end.startedByHost, outcome: outcome))
    }
  }

  /// A runtime with an arena of `arenaSize` bytes on the given clocks and entropy; see `Board.makeRuntime`.
  init(
    arenaSize: Int, configuration: VMConfiguration, monotonicMilliseconds: @escaping () -> Int64,
    unixSeconds: @escaping () -> Int64?, setUnixSeconds: @escaping (Int64) -> Void,
    random: @escaping (UnsafeMutableRawBufferPointer) -> Void
  ) throws(RuntimeError) {
    let state = LinkState()
    self.state = state
    let link = EngineLinkHost(
      request: { state.request($0) }, isConnected: { state.isConnected }, deviceID: { state.device })
    vm = try VM(
      arenaSize: arenaSize, configuration: configuration,
      host: RuntimeHost(
        write: { state.write($0) }, monotonicMilliseconds: monotonicMilliseconds, unixSeconds: unixSeconds,
        random: random, threadEnded: { state.threadEnded($0) },
        setUnixSeconds: { time in
          guard state.mayBeTime(time) else { return false }
          setUnixSeconds(time)
          return true
        },
        reboot: { domain, _ in state.events.append(.restart(app: AppID(domain))) }, engineLink: link))
  }

  public func loadBase(_ images: [UnsafeRawBufferPointer]) throws(Failure) {
    do {
      for image in images { try vm.load(image, into: .base) }
      try vm.link(.base)
    } catch {
      throw Failure(.base, error.message)
    }
  }

  public func load(_ files: [AppFile]) throws(Failure) -> AppID {
    let domain: Domain
    do { domain = try vm.createDomain() } catch { throw NanoAppRuntime.failure(error) }
    do throws(Failure) {
      for file in files {
        // The runtime knows a file's name only once it has read it.
        do { try vm.load(file.image, into: domain) } catch { throw NanoAppRuntime.failure(error, in: file.name) }
      }
      do {
        try vm.link(domain)
        try vm.verify(domain)
      } catch {
        throw NanoAppRuntime.failure(error)
      }
    } catch {
      unload(AppID(domain.id))
      throw error
    }
    return AppID(domain.id)
  }

  private static func failure(_ error: RuntimeError, in file: Bytes? = nil) -> Failure {
    let isMemory = error.status == .outOfMemory || error.status == .limit
    let place = file.map { $0 + Bytes(": ") } ?? []
    return Failure(isMemory ? .memory : .refused, place + error.message)
  }

  public func unload(_ app: AppID) {
    // The only errors are "no such domain", which is what is wanted, and "base", which no AppID names.
    try? vm.unload(Domain(id: app.number))
    state.events.removeFirst(state.nextEvent)
    state.nextEvent = 0
    state.events.removeAll { event in
      switch event {
      case .threadEnded(let owner, _, _, _): owner == app
      case .request(_, let request): request.domain == app.number
      case .restart(let owner): owner == app
      case .output, .clockSet: false
      }
    }
  }

  public func call(_ app: AppID, _ call: AppCall) throws(Failure) -> UInt32 {
    let (method, arguments) = NanoAppRuntime.entryPoint(call)
    do {
      return try vm.start(Bytes(EngineLink.typeName), Bytes(method), arguments, in: Domain(id: app.number))
    } catch {
      throw NanoAppRuntime.failure(error)
    }
  }

  /// The managed entry point and its arguments: `Deliver(kind, id, target, payload)` for all that is no life cycle.
  private static func entryPoint(_ call: AppCall) -> (StaticString, [Argument]) {
    func deliver(_ kind: Int32, _ id: Int32, _ target: Bytes, _ payload: Bytes) -> (StaticString, [Argument]) {
      ("Deliver", [.int32(kind), .int32(id), .string(target), .string(payload)])
    }
    switch call {
    case .start(let runner): return ("Start", [.string(runner)])
    case .stop(let runner): return ("Stop", [.string(runner)])
    case .twinUpdated(let runner, let json): return ("TwinUpdated", [.string(runner), .string(json)])
    case .response(let request, let status, let payload): return deliver(1, request, status, payload)
    case .method(let number, let name, let payload): return deliver(3, number, name, payload)
    case .cloudMessage(let properties, let payload): return deliver(4, 0, properties, payload)
    case .connectionChanged(let isConnected): return deliver(5, isConnected ? 1 : 0, [], [])
    }
  }

  public func run(budget: UInt32) -> RunResult { vm.run(budget: budget) }

  public func nextEvent() -> AppEvent? { state.take() }

  public func setTimeFloor(_ unixSeconds: Int64) { state.timeFloor = unixSeconds }

  public func setLink(isConnected: Bool, device: Bytes) {
    state.isConnected = isConnected
    state.device = device
  }
}

extension Board {
  /// The runtime of this board: its arena as the descriptor allows, its clocks, its entropy.
  public func makeRuntime(configuration: VMConfiguration = VMConfiguration()) throws(RuntimeError) -> NanoAppRuntime {
    let clock = clock
    let entropy = entropy
    return try NanoAppRuntime(
      arenaSize: info.arenaSize, configuration: configuration,
      monotonicMilliseconds: { clock.monotonicMilliseconds }, unixSeconds: { clock.unixSeconds },
      setUnixSeconds: { clock.set(unixSeconds: $0) }, random: { entropy.fill($0) })
  }
}

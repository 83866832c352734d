// Domains beside each other: what one may use, and that nothing of one stays. scripts/test.sh also lets nanorun load and unload
// the conformance programs in the middle of their lives.

import CNanoRuntime
import Foundation
import NanoRuntime
import Testing

@Suite struct DomainTests {
  /// A VM with base assemblies whose time passes only when everybody sleeps.
  private final class Site {
    let clock = TestClock()
    var output = ""
    /// Main's results by thread; nil: an exception.
    var ends: [UInt32: Int32?] = [:]
    struct Restart: Equatable {
      var domain: UInt32
      var option: Int32
    }
    /// What applications asked of the board.
    var unixSeconds: Int64?
    var restarts: [Restart] = []
    private(set) var vm: VM!
    private var images: [Image] = []

    init(arena: Int, libraries: [String]) throws {
      vm = try VM(
        arenaSize: arena,
        host: RuntimeHost(
          write: { [unowned self] in output += String(decoding: $0, as: UTF8.self) },
          monotonicMilliseconds: { [unowned self] in clock.now }, unixSeconds: { nil },
          random: { $0.initializeMemory(as: UInt8.self, repeating: 7) },
          threadEnded: { [unowned self] end in
            guard end.startedByHost else { return }
            if case .returned(let result) = end.outcome {
              ends[end.thread] = .some(result)
            } else {
              ends[end.thread] = .some(nil)
            }
          },
          setUnixSeconds: { [unowned self] in
            unixSeconds = $0
            return true
          },
          reboot: { [unowned self] in restarts.append(Restart(domain: $0, option: $1)) },
          engineLink: EngineLinkHost(request: { _ in 1 }, isConnected: { true }, deviceID: { [] })))
      for name in libraries { try load("\(Fixtures.library)/\(name).pe", .base) }
      try vm.link(.base)
    }

    func load(_ path: String, _ domain: Domain) throws {
      let image = Image(try Fixtures.read(path))
      images.append(image)
      try vm.load(image.bytes, into: domain)
    }

    func load(_ image: Image, _ domain: Domain) throws { try vm.load(image.bytes, into: domain) }

    func run(_ instructions: UInt64) {
      let end = vm.statistics.instructions + instructions
      while vm.statistics.instructions < end {
        switch vm.run(budget: UInt32(min(20_000, instructions))) {
        case .budget: continue
        case .waiting(until: .some(let wake)): clock.now = max(clock.now, wake)
        default: return
        }
      }
    }

    /// What objects and metadata do not use; translated code can go at any time.
    var unused: UInt32 {
      vm.collectGarbage()
      let stats = vm.statistics
      return stats.arena_bytes - stats.heap_bytes - stats.metadata_bytes
    }
  }

  private static let programs = "\(Fixtures.programs)/domains"

  @Test func aGreedyDomainRunsIntoItsQuotaAlone() throws {
    let site = try Site(arena: 1 << 18, libraries: ["mscorlib", "nanoFramework.System.Collections"])
    let vm = site.vm!
    let greedy = try vm.createDomain()
    let modest = try vm.createDomain()
    try site.load("\(Self.programs)/greedy.pe", greedy)
    try site.load("\(Self.programs)/modest.pe", modest)
    try vm.link(greedy)
    try vm.link(modest)
    try vm.setQuota(nano_quota(bytes: 60_000, threads: 4), for: greedy)
    let greedyMain = try vm.startMain(in: greedy)
    let modestMain = try vm.startMain(in: modest)
    var highest: UInt32 = 0
    for _ in 0..<400 {
      site.run(300)
      let use = try vm.use(of: greedy)
      highest = max(highest, use.bytes)
      #expect(use.bytes <= 60_000)
      #expect(use.threads <= 4)
    }
    site.run(100_000_000)
    #expect(highest > 30_000)
    // 500 bytes and a header each: more than half of the quota was arrays.
    let eaten = try #require(site.ends[greedyMain] ?? nil)
    #expect((60...118).contains(eaten))
    #expect(site.ends[modestMain] == .some(0))
    let lines = site.output.split(whereSeparator: \.isNewline)
    #expect(lines.contains("greedy \(eaten) True 103"))
    #expect(lines.contains("modest 954000 0"))
  }

  @Test func aSetLargerThanItsQuotaIsRefusedAndGoesWithoutATrace() throws {
    let site = try Site(arena: 1 << 18, libraries: ["mscorlib"])
    let vm = site.vm!
    func attempt() throws -> RuntimeError.Status? {
      let domain = try vm.createDomain()
      try vm.setQuota(nano_quota(bytes: 100, threads: 0), for: domain)
      defer { #expect(throws: Never.self) { try vm.unload(domain) } }
      do {
        try site.load("\(Self.programs)/modest.pe", domain)
        try vm.link(domain)
        try vm.verify(domain)
        try vm.startMain(in: domain)
      } catch let error as RuntimeError {
        #expect(error.text.hasPrefix("the quota of 100 bytes is too small: "), "\(error.text)")
        return error.status
      }
      return nil
    }
    #expect(try attempt() == .outOfMemory)
    let before = site.unused
    for _ in 0..<5 { #expect(try attempt() == .outOfMemory) }
    #expect(site.unused == before)
  }

  @Test func theHostSetsTheClockAndRestartsTheBoard() throws {
    let site = try Site(arena: 1 << 17, libraries: ["mscorlib", "System.Threading", "nanoFramework.Runtime.Native"])
    let domain = try site.vm.createDomain()
    try site.load("\(Self.programs)/restart.pe", domain)
    try site.vm.link(domain)
    try site.vm.startMain(in: domain)
    site.run(1_000_000)
    #expect(site.unixSeconds == 1_893_553_445)
    #expect(site.restarts == [Site.Restart(domain: domain.id, option: 2)])
    #expect(site.output.split(whereSeparator: \.isNewline) == ["True", "told"])
    #expect(site.vm.run(budget: 1_000) == .waiting(until: nil))
  }

  @Test func theBaseHasNoQuota() throws {
    let site = try Site(arena: 1 << 17, libraries: ["mscorlib"])
    #expect(throws: RuntimeError.self) { try site.vm.setQuota(nano_quota(bytes: 1, threads: 1), for: .base) }
    #expect(throws: RuntimeError.self) { try site.vm.use(of: Domain(id: 3)) }
  }

  /// The applications of the over-the-air tests: each is started, lives for a while and is unloaded, a thousand times in one VM.
  @Test func aThousandApplicationsLeaveNothing() throws {
    let site = try Site(
      arena: 1 << 19,
      libraries: [
        "mscorlib", "nanoFramework.System.Runtime", "nanoFramework.System.Collections", "nanoFramework.System.Text",
        "System.Threading", "nanoFramework.Runtime.Native", "System.Math", "System.Net", "nanoFramework.M2Mqtt.Core",
        "nanoFramework.Azure.Devices.Client",
      ])
    let vm = site.vm!
    let names = [
      "CountMeasurement", "CrashesLater", "EatsMemory", "StartHangs", "StartThrows", "TwinThrows", "CctorThrows",
    ]
    let images = try names.map { Image(try Fixtures.read("\(Fixtures.root)/Tests/Apps/\($0)/\($0).pe")) }
    let link = Array("nanoFramework.Azure.Devices.Client.EngineLink".utf8)
    let runner = Argument.string(Array("CountMeasurement.OtaRunner".utf8))
    func live(_ image: Image, _ instructions: UInt64) throws {
      let domain = try vm.createDomain()
      try vm.setQuota(nano_quota(bytes: 100_000, threads: 20), for: domain)
      try site.load(image, domain)
      try vm.link(domain)
      try vm.start(link, Array("Start".utf8), [runner], in: domain)
      site.run(instructions)
      do {
        try vm.start(
          link, Array("TwinUpdated".utf8), [runner, .string(Array(#"{"UpdateTime":50}"#.utf8))], in: domain)
      } catch {
        #expect(error.status == .outOfMemory)  // EatsMemory has left nothing of its quota.
      }
      site.run(instructions)
      try vm.unload(domain)
    }
    // What stays is made once: System.Array, and tables of virtual methods of the few types that are never freed.
    for image in images { try live(image, 400_000) }
    let before = site.unused
    for round in 0..<1_000 {
      try live(images[round * 5 % images.count], 20_000)
      #expect(site.unused == before, "\(names[round * 5 % images.count]), round \(round)")
      if site.unused != before { return }
    }
  }
}

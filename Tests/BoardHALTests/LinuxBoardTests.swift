import BoardHAL
import Foundation
import Glibc
import Testing

@testable import BoardHALLinux

extension BoardTests {
  /// The services that need no server.
  @Suite struct LinuxBoardTests {
    @Test func deadlinesInThePastPoll() throws {
      let test = try TestBoard(linkUp: false)
      guard case .deadline = test.board.nextEvent(until: .min) else { throw Unexpected("an event") }
      test.board.network.bringUp(wifi: nil)
      guard case .network(.up) = test.board.nextEvent(until: .min) else { throw Unexpected("no event") }
      let until = test.board.clock.monotonicMilliseconds + 30
      guard case .deadline = test.board.nextEvent(until: until) else { throw Unexpected("an event") }
      #expect(test.board.clock.monotonicMilliseconds >= until)
    }

    @Test func wakesFromAnotherThread() throws {
      let test = try TestBoard(linkUp: false)
      let descriptor = test.board.wakeDescriptor
      Thread.detachNewThread {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
      }
      guard case .woken = try test.next() else { throw Unexpected("not woken") }
    }

    @Test func firstSignalAsksToStopAndTheSecondEnds() async {
      await #expect(processExitsWith: .signal(SIGTERM)) {
        let test = try TestBoard(linkUp: false)
        test.removeFiles()
        // As a parent process may have left it.
        var blocked = sigset_t()
        sigfillset(&blocked)
        pthread_sigmask(SIG_SETMASK, &blocked, nil)
        test.board.stopOnSignals()
        precondition(!test.board.stopRequested)
        kill(getpid(), SIGTERM)
        guard case .woken = try test.next(), test.board.stopRequested else { exit(1) }
        kill(getpid(), SIGTERM)
        _ = try test.next()
      }
    }

    @Test func clockIsUnsetUntilSet() throws {
      let test = try TestBoard(unixSeconds: nil, linkUp: false)
      #expect(test.board.clock.unixSeconds == nil)
      test.board.clock.set(unixSeconds: 1_000)
      let seconds = try #require(test.board.clock.unixSeconds)
      #expect((1_000...1_030).contains(seconds))
    }

    @Test func monotonicClockBeginsAtTheBoot() throws {
      let before = LinuxClock.hostMilliseconds
      let clock = LinuxClock(offset: nil)
      let time = clock.monotonicMilliseconds
      #expect((0...LinuxClock.hostMilliseconds - before).contains(time))
    }

    @Test func timeComesFromTheHostOnceTheLinkIsUp() throws {
      let test = try TestBoard(unixSeconds: nil, linkUp: false)
      test.board.timeSync.start(timeoutMilliseconds: 1_000)
      guard case .timeSync(.failed) = try test.next() else { throw Unexpected("time without a network") }
      test.board.network.bringUp(wifi: nil)
      guard case .network(.up) = try test.next() else { throw Unexpected("no link") }
      test.board.timeSync.start(timeoutMilliseconds: 1_000)
      guard case .timeSync(.time(let seconds)) = try test.next() else { throw Unexpected("no time") }
      #expect(abs(seconds - Int64(Date().timeIntervalSince1970)) <= 2)
      // Whether the answer is good is the engine's to decide.
      #expect(test.board.clock.unixSeconds == nil)
      test.board.timeSync.start(timeoutMilliseconds: 1_000)
      test.board.timeSync.cancel()
      guard case .deadline = test.board.nextEvent(until: 0) else { throw Unexpected("an event after cancel") }
      test.board.network.bringDown()
      guard case .network(.down(.requested)) = try test.next() else { throw Unexpected("still up") }
    }

    @Test func partitionsAreRegionsOfTheFlash() throws {
      let test = try TestBoard(linkUp: false)
      let config = try #require(test.board.partition("config"))
      try config.program(at: 0, [1, 2, 3, 4])
      #expect(try test.board.flash.read(at: 0x3C0000, count: 4) == [1, 2, 3, 4])
      #expect(test.board.partition("none") == nil)
    }

    @Test func entropyFillsAndDiffers() throws {
      let entropy = LinuxEntropy()
      #expect(entropy.bytes(0).isEmpty && entropy.bytes(-1).isEmpty)
      let (first, second) = (entropy.bytes(4096), entropy.bytes(4096))
      #expect(first != second)
      #expect(Set(first).count > 200)
    }

    @Test func serialAppendsToAFile() throws {
      let folder = try TemporaryFolder()
      let path = folder.path + "/serial"
      try LinuxSerial([.path(path)]).write(line: "one")
      let serial = try LinuxSerial([.path(path), .path(path + "2")])
      serial.write(line: String(repeating: "x", count: 10_000))
      #expect(
        try String(contentsOfFile: path, encoding: .utf8) == "one\n" + String(repeating: "x", count: 10_000) + "\n")
      #expect(
        try String(contentsOfFile: path + "2", encoding: .utf8) == String(repeating: "x", count: 10_000) + "\n")
      #expect(throws: LinuxBoardError.self) { try LinuxSerial([.path("/nowhere/serial")]) }
    }
  }

  /// Power states. What replaces the process is a shell that tells what it was given.
  @Suite struct PowerTests {
    /// Prints the cause that the retained record holds, as the exit status.
    private static let reportCause = "exit $(od -An -tu1 -j8 -N1 /proc/self/fd/$EDGEOTA_RETAINED)"

    private static func power(_ script: String) throws -> LinuxPower {
      try LinuxPower(retainedSize: 64, executable: "/bin/sh", arguments: ["sh", "-c", script])
    }

    @Test func powerOnFindsZeros() throws {
      let power = try Self.power("")
      #expect(power.wakeCause == .powerOn)
      #expect(power.readRetained() == [UInt8](repeating: 0, count: 64))
      power.writeRetained([1, 2, 3])
      #expect(power.readRetained().prefix(4) == [1, 2, 3, 0])
      power.writeRetained([UInt8](repeating: 9, count: 1000))
      #expect(power.readRetained() == [UInt8](repeating: 9, count: 64))
    }

    @Test func restartHandsTheRecordOver() async {
      await #expect(processExitsWith: .exitCode(1)) {
        try Self.power(Self.reportCause).restart()
      }
    }

    @Test func deepSleepHandsTheRecordOver() async {
      await #expect(processExitsWith: .exitCode(2)) {
        try Self.power(Self.reportCause).deepSleep(milliseconds: 1)
      }
    }

    @Test func resetClosesEverythingElse() async {
      await #expect(processExitsWith: .exitCode(0)) {
        let leaked = dup(0)
        try Self.power("test ! -e /proc/self/fd/\(leaked)").restart()
      }
    }

    @Test func watchdogResetsAProgramThatHangs() async {
      await #expect(processExitsWith: .exitCode(3)) {
        let watchdog = SoftwareWatchdog(power: try Self.power(Self.reportCause))
        watchdog.start(timeoutMilliseconds: 50)
        while true {}
      }
    }

    @Test func watchdogThatIsFedOrStoppedIsQuiet() async {
      await #expect(processExitsWith: .exitCode(0)) {
        let watchdog = SoftwareWatchdog(power: try Self.power(Self.reportCause))
        watchdog.start(timeoutMilliseconds: 400)
        for _ in 0..<6 {
          poll(nil, 0, 100)
          watchdog.feed()
        }
        watchdog.stop()
        watchdog.feed()
        poll(nil, 0, 600)
        exit(0)
      }
    }

    /// The next image's side, in one process: it finds what the former one left under the descriptor's number.
    @Test func nextImageTakesTheRecordOver() throws {
      let first = try RetainedRecord(retainedSize: 64, inherited: nil)
      first.cause = 2
      first.clockOffset = -5
      first.retained[0] = 7
      let number = dup(first.descriptor)
      let second = try RetainedRecord(retainedSize: 64, inherited: "\(number)")
      #expect(second.descriptor == number)
      #expect(second.cause == 2 && second.clockOffset == -5 && second.retained[0] == 7)
    }

    @Test func nextImageSleepsBeforeItBoots() async {
      await #expect(processExitsWith: .exitCode(0)) {
        let start = LinuxClock.hostMilliseconds
        let left = try RetainedRecord(retainedSize: 64, inherited: nil)
        left.cause = 2
        left.sleepUntil = start + 100
        left.clockOffset = 1_000
        left.retained[0] = 7
        setenv(RetainedRecord.variable, "\(dup(left.descriptor))", 1)
        let power = try Self.power("")
        guard power.wakeCause == .deepSleepTimer, LinuxClock.hostMilliseconds >= start + 100,
          power.inheritedClockOffset == 1_000, power.readRetained()[0] == 7, getenv(RetainedRecord.variable) == nil
        else { exit(1) }
        exit(0)
      }
    }

    @Test(arguments: ["", "x", "0", "-1", "99999999999", "1000"]) func badHandoversBeginWithZeros(text: String) throws {
      let record = try RetainedRecord(retainedSize: 64, inherited: text)
      #expect(record.cause == 0 && record.clockOffset == nil && record.retained.allSatisfy { $0 == 0 })
    }
  }
}

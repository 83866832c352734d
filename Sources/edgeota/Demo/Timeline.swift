// The demo's timeline: a line for each thing that was observed, and a progress line while one is waited for.

import CloudSupport
import Foundation
import ToolSupport

final class Timeline {
  private let started = Date()
  private var progressShown = false
  fileprivate static let progressAfter = 1.0

  private var seconds: String {
    let text = String(format: "%.1f", Date().timeIntervalSince(started))
    return String(repeating: " ", count: max(0, 6 - text.count)) + text + " s  "
  }

  /// The heading of a step.
  func step(_ number: Int, _ title: String) {
    clearProgress()
    Terminal.print("\n" + Terminal.styled("\(number). \(title)", .bold))
  }

  /// Something that was observed.
  func observed(_ text: String) {
    clearProgress()
    Terminal.print(Terminal.styled(seconds, .dim) + Terminal.styled("✓ ", .green) + text)
  }

  /// Something that the demo does.
  func does(_ text: String) {
    clearProgress()
    Terminal.print(Terminal.styled(seconds, .dim) + "· " + text)
  }

  /// A line of the board's own log.
  func board(_ line: String) {
    clearProgress()
    Terminal.print(Terminal.styled("            board │ \(line)", .dim))
  }

  /// Asks `check` until it gives a value. A failure of `check` counts as "not yet" until the time is over.
  func wait<Value>(for what: String, seconds limit: Double = 30, _ check: () throws -> Value?) throws -> Value {
    let begin = Date()
    var lastFailure: String?
    while true {
      do {
        if let value = try check() {
          clearProgress()
          return value
        }
      } catch let failure as CommandFailure {
        lastFailure = failure.message
      }
      let waited = Date().timeIntervalSince(begin)
      if Interrupt.requested { throw CommandFailure(.interrupted, "interrupted while waiting for \(what)") }
      if waited > limit {
        clearProgress()
        throw CommandFailure(
          .failure, "\(what): not seen within \(Int(limit)) seconds" + (lastFailure.map { " (\($0))" } ?? ""))
      }
      if waited > Timeline.progressAfter { showProgress("waiting for \(what) … \(Int(waited)) s") }
      usleep(50_000)
    }
  }

  /// Does something that may take its time; a progress line shows how long it has taken.
  func during<Value>(_ what: String, _ body: () throws -> Value) rethrows -> Value {
    clearProgress()
    let ticker = Ticker { [stamp = seconds] waited in Timeline.write(stamp + "\(what) … \(waited) s") }
    defer { if ticker.stop() { Terminal.write("\r\u{1B}[K", to: STDOUT_FILENO) } }
    return try body()
  }

  private func showProgress(_ text: String) {
    Timeline.write(seconds + text)
    progressShown = Terminal.outputIsTerminal
  }

  private static func write(_ text: String) {
    guard Terminal.outputIsTerminal else { return }
    Terminal.write("\r\u{1B}[K" + Terminal.styled(text, .dim), to: STDOUT_FILENO)
  }

  private func clearProgress() {
    if progressShown { Terminal.write("\r\u{1B}[K", to: STDOUT_FILENO) }
    progressShown = false
  }
}

/// Calls something each second, on a thread of its own, beginning after the first.
private final class Ticker {
  private let queue = DispatchQueue(label: "progress")
  private let timer: any DispatchSourceTimer
  private let started = Date()

  init(_ tick: @escaping @Sendable (_ seconds: Int) -> Void) {
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + Timeline.progressAfter, repeating: 1)
    timer.setEventHandler { [started] in tick(Int(Date().timeIntervalSince(started))) }
    timer.resume()
  }

  /// No call follows. Returns whether there was time for one, on a terminal.
  func stop() -> Bool {
    timer.cancel()
    queue.sync {}
    return Terminal.outputIsTerminal && Date().timeIntervalSince(started) >= Timeline.progressAfter
  }
}

/// Ctrl-C during a command that has things to put in order first.
enum Interrupt {
  nonisolated(unsafe) private static var flag: sig_atomic_t = 0

  static var requested: Bool { flag != 0 }

  static func install() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interrupt.request() }
    let signals = [SIGINT, SIGTERM, SIGHUP]
    for number in signals { sigaction(number, &action, nil) }
    unblockSignals(signals)
  }

  private static func request() { flag = 1 }
}

// The update machine, every state with every event, against a table; and what must hold whatever happens.

import OTAInterface
import Testing

@testable import SwiftEngine

private func version(_ number: Int32) -> VersionID {
  VersionID(codeVersion: number, digest: Digest(Bytes(repeating: UInt8(truncatingIfNeeded: number), count: 32))!)
}

private func goal(_ number: Int32, files: Int = 2) -> Goal {
  let url = try! HTTPSURL.parse(Bytes("https://h/\(number).pe".utf8))
  let file = FileSettings(url: url, digest: version(number).digest)
  return Goal(
    id: version(number),
    document: DesiredDocument(codeVersion: number, files: Array(repeating: file, count: files), token: nil))
}

private func manifest(_ number: Int32) -> Manifest { Manifest(id: version(number), runner: nil, files: []) }

private let failure = Failure(.crash, "it broke")

/// A machine with version 1 confirmed and active (0 before it), in a given state.
private func machine(_ state: UpdateMachine.State, active: Int32? = 1, trial: Bool = false) -> UpdateMachine {
  var machine = UpdateMachine()
  machine.selection.current = manifest(1)
  machine.selection.previous = manifest(0)
  if trial { machine.selection.trial = manifest(2) }
  machine.active = active.map(manifest)
  machine.isLinkUp = true
  machine.state = state
  return machine
}

private func states() -> [(String, UpdateMachine)] {
  var waiting = UpdateMachine.Fetch(missing: [0, 1])
  waiting.isWaiting = true
  waiting.interruptions = 1
  var offline = machine(.trial(manifest(2), .probation), active: 2, trial: true)
  offline.isLinkUp = false
  var hanging = machine(.trial(manifest(2), .starting), active: 2, trial: true)
  hanging.isLinkUp = false
  return [
    ("booting", UpdateMachine()),
    ("idle", machine(.idle)),
    (
      "empty",
      {
        var machine = UpdateMachine()
        machine.state = .idle
        return machine
      }()
    ),
    ("planned", machine(.planned(goal(2)))),
    ("fetching", machine(.fetching(goal(2), UpdateMachine.Fetch(missing: [0, 1])))),
    ("fetchingLast", machine(.fetching(goal(2), UpdateMachine.Fetch(missing: [1])))),
    ("fetchingWaits", machine(.fetching(goal(2), waiting))),
    ("verifying", machine(.staged(goal(2), .verifying))),
    ("proving", machine(.staged(goal(2), .proving(manifest(2))))),
    ("provingEmpty", machine(.staged(goal(2), .proving(manifest(2))), active: nil)),
    ("stopping", machine(.staged(goal(2), .stopping(manifest(2))))),
    ("provingAlone", machine(.staged(goal(2), .provingAlone(manifest(2))), active: nil)),
    ("proven", machine(.proven(manifest(2)), trial: true)),
    ("provenPaused", machine(.proven(manifest(2)), active: nil, trial: true)),
    ("trialCounting", machine(.trial(manifest(2), .counting), active: nil, trial: true)),
    ("trialStopping", machine(.trial(manifest(2), .stopping), trial: true)),
    ("trialStarting", machine(.trial(manifest(2), .starting), active: 2, trial: true)),
    ("trialStartingOffline", hanging),
    ("trialProbation", machine(.trial(manifest(2), .probation), active: 2, trial: true)),
    ("trialProbationOffline", offline),
    ("trialProlonged", machine(.trial(manifest(2), .prolonged), active: 2, trial: true)),
    ("confirmed", machine(.confirmed(manifest(2)), active: 2, trial: true)),
    ("rollBackStopping", machine(.rollingBack(manifest(2), failure, .stopping), active: 2, trial: true)),
    ("rollBackRecording", machine(.rollingBack(manifest(2), failure, .recording), active: nil)),
  ]
}

private func events() -> [(String, UpdateMachine.Event)] {
  var plain = Selection()
  plain.current = manifest(1)
  var trial = plain
  trial.trial = manifest(2)
  trial.trialBoots = 1
  var worn = trial
  worn.trialBoots = UpdateMachine.maximumTrialBoots
  return [
    ("booted", .booted(plain)), ("bootedNothing", .booted(Selection())), ("bootedTrial", .booted(trial)),
    ("bootedWorn", .booted(worn)), ("desiredNone", .desired(nil)), ("desiredActive", .desired(goal(1))),
    ("desiredSame", .desired(goal(2))), ("desiredOther", .desired(goal(3))), ("planned2", .planned(missing: [0, 1])),
    ("planned0", .planned(missing: [])), ("planFailed", .planFailed(Failure(.flash, ""))), ("fetched", .fetched),
    ("interrupted", .fetchInterrupted(Failure(.network, ""))), ("refused", .fetchRefused(Failure(.hash, ""))),
    ("noSpace", .fetchFailed(Failure(.space, ""))), ("fetchFailed", .fetchFailed(Failure(.flash, ""))),
    ("retryDue", .retryDue), ("verified", .verified(manifest(2))), ("verifyFailed", .verifyFailed(Failure(.flash, ""))),
    ("proved", .proved), ("proofRefused", .proofFailed(Failure(.refused, ""))),
    ("proofMemory", .proofFailed(Failure(.memory, ""))), ("recorded", .recorded),
    ("recordFailed", .recordFailed(Failure(.flash, ""))), ("stopped", .stopped), ("started", .started),
    ("failed", .failed(failure)), ("integrity", .failed(Failure(.integrity, ""))), ("startTimeOver", .startTimeOver),
    ("probationOver", .probationOver), ("linkUp", .link(up: true)), ("linkDown", .link(up: false)),
    ("leaving", .leaving),
  ]
}

private func name(_ state: UpdateMachine.State) -> String {
  switch state {
  case .booting: "booting"
  case .idle: "idle"
  case .planned(let goal): "planned \(goal.id.codeVersion)"
  case .fetching(_, let fetch): "fetching \(fetch.missing)\(fetch.isWaiting ? " waits" : "")"
  case .staged(_, .verifying): "verifying"
  case .staged(_, .proving): "proving"
  case .staged(_, .stopping): "stopping"
  case .staged(_, .provingAlone): "provingAlone"
  case .proven: "proven"
  case .trial(_, let step): "trial \(step)"
  case .confirmed: "confirmed"
  case .rollingBack(_, _, let step): "rollBack \(step)"
  }
}

private func name(_ action: UpdateMachine.Action) -> String {
  switch action {
  case .plan(let goal): "plan \(goal.id.codeVersion)"
  case .fetch(_, let index): "fetch \(index)"
  case .cancelFetch: "cancelFetch"
  case .retry(let attempt): "retry \(attempt)"
  case .verify: "verify"
  case .prove: "prove"
  case .dropSpare: "dropSpare"
  case .stopActive: "stop"
  case .record(let selection): "record \(name(selection))"
  case .run(let manifest): "run \(manifest.id.codeVersion)"
  case .limitStart: "limitStart"
  case .limitProbation: "limitProbation"
  case .collect: "collect"
  case .report(let report): "report \(report.state)\(report.failure.map { " \($0.code)" } ?? "")"
  case .reportUpdated(let updated): "updated \(updated)"
  case .reportRunning(let failure): failure.map { "notRunning \($0.code)" } ?? "running"
  }
}

/// current/previous/trial:boots/bad
private func name(_ selection: Selection) -> String {
  func number(_ manifest: Manifest?) -> String { manifest.map { String($0.id.codeVersion) } ?? "-" }
  let trial = selection.trial == nil ? "-" : "\(number(selection.trial)):\(selection.trialBoots)"
  return "\(number(selection.current))/\(number(selection.previous))/\(trial)/\(selection.bad.count)"
}

@Suite struct UpdateMachineTests {
  @Test func everyStateWithEveryEvent() {
    var lines: [String] = []
    for (stateName, machine) in states() {
      for (eventName, event) in events() {
        var after = machine
        let actions = after.handle(event)
        if after.state == machine.state, actions.isEmpty { continue }
        let answer = actions.isEmpty ? "-" : actions.map { name($0) }.joined(separator: ", ")
        lines.append("\(stateName) + \(eventName) -> \(name(after.state)): \(answer)")
      }
    }
    let expected = UpdateMachineTable.text.split(separator: "\n").map(String.init)
    for (line, other) in zip(lines, expected) { #expect(line == other) }
    #expect(lines.count == expected.count)
  }

  /// Long random histories: the confirmed version changes only by a confirmation and is never lost, and whatever came
  /// before, a machine whose driver answers gets back to idle.
  @Test func randomHistories() {
    var random = SplitMix(state: 11)
    let all = events().map(\.1)
    for _ in 0..<300 {
      var machine = UpdateMachine()
      var chosen = Selection()
      chosen.current = manifest(1)
      _ = machine.handle(.booted(chosen))
      for _ in 0..<60 {
        let event = all[Int(random.next() % UInt64(all.count))]
        let before = machine
        let actions = machine.handle(event)
        if machine.selection.current != before.selection.current {
          #expect(before.stateName == .confirmed && event == .recorded)
        }
        #expect(machine.selection.current != nil)
        if machine.stateName == .trial || machine.stateName == .confirmed { #expect(machine.selection.trial != nil) }
        // Whatever stops the active application waits for the end of it.
        if actions.contains(.stopActive) { #expect(machine.isWaitingForStop) }
      }
      let last = machine.state
      let isSettled = settles(&machine)
      #expect(isSettled, "from \(last)")
    }
  }

  /// Answers every action well until nothing is left to do.
  private func settles(_ machine: inout UpdateMachine) -> Bool {
    let answers: [UpdateMachine.Event] = [
      .link(up: true), .stopped, .recorded, .planned(missing: []), .retryDue, .fetched, .verified(manifest(2)), .proved,
      .started, .probationOver,
    ]
    for _ in 0..<12 {
      for answer in answers { _ = machine.handle(answer) }
      if machine.stateName == .idle { return true }
    }
    return false
  }
}

extension UpdateMachine {
  fileprivate var isWaitingForStop: Bool {
    switch state {
    case .staged(_, .stopping), .trial(_, .stopping), .rollingBack(_, _, .stopping): true
    default: false
    }
  }
}

// The machine up to the point where the new version is proven: nothing here touches the active application unless the
// set does not fit beside it.

import OTAInterface

extension UpdateMachine {
  // MARK: - Events that every state takes

  /// The newest document wins. Work that can be dropped is dropped; once the old application is (being) stopped the
  /// trial is finished first, so that there is always one version to come back to.
  mutating func desired(_ goal: Goal?) -> [Action] {
    switch state {
    case .idle:
      return begin(goal)
    case .planned(let old):
      return goal?.document == old.document ? [] : begin(goal)
    case .fetching(let old, _):
      return goal?.document == old.document ? [] : [.cancelFetch] + begin(goal)
    case .staged(let old, .verifying), .staged(let old, .proving):
      return goal?.document == old.document ? [] : [.dropSpare] + begin(goal)
    case .booting, .staged, .proven, .trial, .confirmed, .rollingBack:
      next = goal
      return []
    }
  }

  mutating func link(_ up: Bool) -> [Action] {
    isLinkUp = up
    if up, case .trial(let manifest, .prolonged) = state {
      state = .trial(manifest, .probation)
      return [.limitProbation]
    }
    return []
  }

  /// An orderly end during probation (deep sleep for want of a network) is none of the boots that count against a
  /// trial.
  mutating func leaving() -> [Action] {
    switch state {
    case .trial(_, .probation), .trial(_, .prolonged):
      selection.trialBoots = 0
      return [.record(selection)]
    default:
      return []
    }
  }

  /// A confirmed application that crashes is reported, not replaced: it was good. Only if it cannot even be loaded
  /// (damaged files, another base) the one before takes its place, until the cloud's document is installed anew.
  mutating func steadyFailure(_ failure: Failure) -> [Action] {
    let reports: [Action] = [report(failure), .reportRunning(failure)]
    switch failure.code {
    case .integrity, .refused, .memory: break
    default: return reports
    }
    active = active == selection.current ? selection.previous : nil
    guard let active else { return reports }
    return reports + [.run(active)]
  }

  /// Starts on a document, from nothing.
  private mutating func begin(_ goal: Goal?) -> [Action] {
    let wasBusy = state != .idle
    state = .idle
    guard let goal else { return wasBusy ? [report()] : [] }
    if goal.document == settled || goal.id == rolledBack { return [] }
    rolledBack = nil
    if goal.id == active?.id {
      settled = nil
      return [report()]
    }
    if selection.bad.contains(goal.id.digest) {
      settled = goal.document
      return [
        report(Failure(.bad, "this version failed on this board before"), goal: goal.id.codeVersion),
        .reportUpdated(false),
      ]
    }
    settled = nil
    state = .planned(goal)
    return [report(), .plan(goal)]
  }

  /// Back to idle, then on to a document that came meanwhile.
  mutating func settle() -> [Action] {
    state = .idle
    guard let goal = next else { return [] }
    next = nil
    return begin(goal)
  }

  /// Gives a document up before the active application was touched.
  mutating func giveUp(_ goal: Goal, _ failure: Failure) -> [Action] {
    settled = goal.document
    var actions = [report(failure, state: .idle, goal: goal.id.codeVersion), .reportUpdated(false)]
    if active == nil { actions.append(.reportRunning(failure)) }
    return actions + settle()
  }

  // MARK: - States

  mutating func handleBooting(_ event: Event) -> [Action] {
    guard case .booted(let stored) = event else { return [] }
    selection = stored
    if let trial = selection.trial {
      if selection.trialBoots >= UpdateMachine.maximumTrialBoots {
        return rollBack(trial, Failure(.boots, "\(selection.trialBoots) boots without confirmation"))
      }
      selection.trialBoots += 1
      state = .trial(trial, .counting)
      return [.record(selection)]
    }
    return resume()
  }

  /// Runs the confirmed version, if there is one, and settles.
  mutating func resume() -> [Action] {
    active = selection.current
    var actions: [Action] = []
    if let current = selection.current { actions.append(.run(current)) }
    return actions + settle()
  }

  mutating func handlePlanned(_ event: Event, _ goal: Goal) -> [Action] {
    switch event {
    case .planned(let missing):
      return fetchOrVerify(goal, Fetch(missing: missing))
    case .planFailed(let failure):
      return giveUp(goal, failure)
    default:
      return []
    }
  }

  private mutating func fetchOrVerify(_ goal: Goal, _ fetch: Fetch) -> [Action] {
    guard let first = fetch.missing.first else {
      state = .staged(goal, .verifying)
      return [report(), .verify(goal)]
    }
    let isFirst = stateName != .fetching
    state = .fetching(goal, fetch)
    return (isFirst ? [report()] : []) + [.fetch(goal, first)]
  }

  mutating func handleFetching(_ event: Event, _ goal: Goal, _ fetch: Fetch) -> [Action] {
    guard let first = fetch.missing.first else { return [] }
    var fetch = fetch
    switch event {
    case .fetched where !fetch.isWaiting:
      fetch.missing.removeFirst()
      fetch.interruptions = 0
      return fetchOrVerify(goal, fetch)
    case .fetchInterrupted(let failure) where !fetch.isWaiting:
      fetch.interruptions += 1
      return waitToRetry(goal, fetch, failure)
    case .fetchRefused(let failure) where !fetch.isWaiting:
      fetch.refusals += 1
      if fetch.refusals > UpdateMachine.maximumRefusals { return giveUp(goal, failure) }
      return waitToRetry(goal, fetch, failure)
    case .fetchFailed(let failure) where !fetch.isWaiting:
      if failure.code == .space, selection.previous != nil { return makeRoom() + [.fetch(goal, first)] }
      return giveUp(goal, failure)
    case .retryDue where fetch.isWaiting:
      fetch.isWaiting = false
      state = .fetching(goal, fetch)
      return [.fetch(goal, first)]
    default:
      return []
    }
  }

  private mutating func waitToRetry(_ goal: Goal, _ fetch: Fetch, _ failure: Failure) -> [Action] {
    var fetch = fetch
    fetch.isWaiting = true
    state = .fetching(goal, fetch)
    return [report(failure), .retry(attempt: fetch.interruptions + fetch.refusals)]
  }

  /// Gives up the way back to the version before the current one for the sake of the next.
  private mutating func makeRoom() -> [Action] {
    selection.previous = nil
    return [.record(selection), .collect(keep: selection.referencedFiles)]
  }

  mutating func handleStaged(_ event: Event, _ goal: Goal, _ step: Staged) -> [Action] {
    switch (step, event) {
    case (.verifying, .verified(let manifest)):
      state = .staged(goal, .proving(manifest))
      return [.prove(manifest)]
    case (.verifying, .verifyFailed(let failure)):
      return giveUp(goal, failure)
    case (.proving(let manifest), .proved), (.provingAlone(let manifest), .proved):
      return beginTrial(manifest)
    case (.proving(let manifest), .proofFailed(let failure)):
      if failure.code == .memory, active != nil {
        state = .staged(goal, .stopping(manifest))
        return [report(Failure(.memory, Bytes("paused: ") + failure.detail)), .stopActive]
      }
      return refuse(goal, failure)
    case (.stopping(let manifest), .stopped):
      active = nil
      state = .staged(goal, .provingAlone(manifest))
      return [.prove(manifest)]
    case (.provingAlone, .proofFailed(let failure)):
      return resumeAfterPause() + refuse(goal, failure)
    default:
      return []
    }
  }

  /// The set can never run here as it is: remembered, unless it only lacks memory, which a smaller neighbour mends.
  private mutating func refuse(_ goal: Goal, _ failure: Failure) -> [Action] {
    var actions: [Action] = []
    if failure.code == .refused {
      selection.markBad(goal.id.digest)
      actions.append(.record(selection))
    }
    return actions + giveUp(goal, failure)
  }

  /// Brings the application back that was stopped for the proof.
  private mutating func resumeAfterPause() -> [Action] {
    active = selection.current
    guard let current = selection.current else { return [] }
    return [.run(current)]
  }

  private mutating func beginTrial(_ manifest: Manifest) -> [Action] {
    selection.trial = manifest
    selection.trialBoots = 1
    state = .proven(manifest)
    return [report(), .record(selection)]
  }
}

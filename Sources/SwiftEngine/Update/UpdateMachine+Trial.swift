// The machine from the switch on: the trial, its confirmation, and the way back.

import OTAInterface

extension UpdateMachine {
  mutating func handleProven(_ event: Event, _ manifest: Manifest) -> [Action] {
    switch event {
    case .recorded:
      if active != nil {
        state = .trial(manifest, .stopping)
        return [report(), .stopActive]
      }
      return start(manifest)
    case .recordFailed(let failure):
      selection.trial = nil
      selection.trialBoots = 0
      let wasPaused = active == nil
      let reports: [Action] = [
        .dropSpare, report(failure, state: .idle), .reportUpdated(false),
      ]
      if wasPaused { return reports + resume() }
      return reports + settle()
    default:
      return []
    }
  }

  private mutating func start(_ manifest: Manifest) -> [Action] {
    let wasStopping = stateName == .trial
    active = manifest
    state = .trial(manifest, .starting)
    return (wasStopping ? [] : [report()]) + [.limitStart, .run(manifest)]
  }

  mutating func handleTrial(_ event: Event, _ manifest: Manifest, _ step: Trial) -> [Action] {
    switch (step, event) {
    case (.counting, .recorded), (.counting, .recordFailed), (.stopping, .stopped):
      return start(manifest)
    case (.starting, .started):
      state = .trial(manifest, .probation)
      return [.limitProbation, report(), .reportRunning(nil)]
    case (.starting, .failed(let failure)), (.probation, .failed(let failure)), (.prolonged, .failed(let failure)):
      state = .rollingBack(manifest, failure, .stopping)
      return [report(failure), .stopActive]
    case (.starting, .startTimeOver):
      if !isLinkUp { return [.limitStart] }
      let failure = Failure(.hang, "Start did not return in time")
      state = .rollingBack(manifest, failure, .stopping)
      return [report(failure), .stopActive]
    case (.probation, .probationOver):
      if !isLinkUp {
        state = .trial(manifest, .prolonged)
        return []
      }
      return confirm(manifest)
    default:
      return []
    }
  }

  private mutating func confirm(_ manifest: Manifest) -> [Action] {
    state = .confirmed(manifest)
    return [.record(confirmedSelection(manifest))]
  }

  /// What the selection is once the trial counts as good.
  private func confirmedSelection(_ manifest: Manifest) -> Selection {
    var chosen = selection
    if chosen.current?.id != manifest.id { chosen.previous = chosen.current }
    chosen.current = manifest
    chosen.trial = nil
    chosen.trialBoots = 0
    return chosen
  }

  mutating func handleConfirmed(_ event: Event, _ manifest: Manifest) -> [Action] {
    switch event {
    case .recorded:
      selection = confirmedSelection(manifest)
      let reports: [Action] = [
        report(), .reportUpdated(true), .collect(keep: selection.referencedFiles),
      ]
      return reports + settle()
    case .recordFailed(let failure):
      return [report(failure), .retry(attempt: 1)]
    case .retryDue:
      return [.record(confirmedSelection(manifest))]
    case .failed(let failure):
      state = .rollingBack(manifest, failure, .stopping)
      return [report(failure), .stopActive]
    default:
      return []
    }
  }

  /// Remembers that `manifest` is bad and returns to the confirmed version; the trial's application is stopped already.
  mutating func rollBack(_ manifest: Manifest, _ failure: Failure) -> [Action] {
    active = nil
    selection.trial = nil
    selection.trialBoots = 0
    // Damaged flash is not the version's fault.
    if failure.code != .integrity {
      selection.markBad(manifest.id.digest)
      rolledBack = manifest.id
    }
    state = .rollingBack(manifest, failure, .recording)
    return [.record(selection)]
  }

  mutating func handleRollingBack(_ event: Event, _ manifest: Manifest, _ failure: Failure, _ step: RollBack)
    -> [Action]
  {
    switch (step, event) {
    case (.stopping, .stopped):
      return rollBack(manifest, failure)
    case (.recording, .recorded), (.recording, .recordFailed):
      active = selection.current
      var actions: [Action] = [
        report(failure, state: .idle, goal: manifest.id.codeVersion), .reportUpdated(false),
      ]
      if selection.current == nil { actions.append(.reportRunning(failure)) }
      return actions + resume()
    default:
      return []
    }
  }
}

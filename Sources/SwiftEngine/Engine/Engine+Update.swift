// Performs the update machine's actions and feeds what comes of them back to it.

import BoardHAL
import OTAInterface

extension Engine {
  /// Hands an event to the machine and performs what it answers. Actions may produce further events: they are handled
  /// in order, after the actions at hand.
  func feed(_ event: UpdateMachine.Event) {
    machineEvents.append(event)
    if isHandlingMachine { return }
    isHandlingMachine = true
    while !machineEvents.isEmpty {
      let event = machineEvents.removeFirst()
      let before = machine.stateName
      let actions = machine.handle(event)
      if machine.stateName != before { note(from: before, to: machine.stateName) }
      for action in actions { perform(action) }
    }
    isHandlingMachine = false
  }

  private func note(from: StateName, to: StateName) {
    let line = Bytes(from.word) + Bytes(" -> ") + Bytes(to.word)
    log.info("Update: \(line.text)")
  }

  private func perform(_ action: UpdateMachine.Action) {
    switch action {
    case .plan(let goal): plan(goal)
    case .fetch(let goal, let index): beginFetch(goal, index)
    case .cancelFetch: cancelFetch()
    case .retry(let attempt):
      setTimer(.fetch, in: FetchLimits.backoff.delay(attempt: attempt, random: randomWord()))
    case .verify(let goal): verify(goal)
    case .prove(let manifest): prove(manifest)
    case .dropSpare: dropSpare()
    case .stopActive: stopActive()
    case .record(let selection): record(selection)
    case .run(let manifest): runVersion(manifest)
    case .limitStart: setTimer(.startLimit, in: settings.startSeconds * 1_000)
    case .limitProbation: setTimer(.probation, in: settings.probationSeconds * 1_000)
    case .collect(let keep): collect(keep)
    case .report(let report): self.report(report)
    case .reportUpdated(let updated): addReport(Reported.codeUpdated(updated))
    case .reportRunning(let failure): reportRunning(failure)
    }
  }

  /// Reads what the cloud asks for out of the desired properties and tells the machine.
  func applyDesired() {
    do {
      guard let document = try DesiredDocument.parse(twin.desired) else {
        feed(.desired(nil))
        return
      }
      guard let digest = Digest(board.crypto.sha256(Manifest.identityText(document))) else { return }
      let id = VersionID(codeVersion: document.codeVersion, digest: digest)
      feed(.desired(Goal(id: id, document: document)))
    } catch {
      log.warning("Desired properties: \(error.message)")
      feed(.desired(nil))
      reportDocument(Failure(.document, error.message))
    }
  }

  /// Which files have to be fetched: those that are not in the store, intact.
  private func plan(_ goal: Goal) {
    var missing: [Int] = []
    var seen: [Digest] = []
    do {
      for index in goal.document.files.indices {
        let digest = goal.document.files[index].digest
        if seen.contains(digest) { continue }
        seen.append(digest)
        if !(try files.isIntact(digest, board.crypto)) { missing.append(index) }
      }
      feed(.planned(missing: missing))
    } catch {
      feed(.planFailed(Failure(.flash, error.reason)))
    }
  }

  /// Reads every file back from flash and hashes it.
  private func verify(_ goal: Goal) {
    var manifest: [ManifestFile] = []
    do {
      for file in goal.document.files where !manifest.contains(where: { $0.digest == file.digest }) {
        guard try files.isIntact(file.digest, board.crypto), let length = files.length(of: file.digest) else {
          feed(.verifyFailed(Failure(.integrity, file.url.fileName + Bytes(" is damaged in flash"))))
          return
        }
        manifest.append(ManifestFile(digest: file.digest, length: length, name: file.url.fileName))
      }
      feed(.verified(Manifest(id: goal.id, runner: goal.document.runner, files: manifest)))
    } catch {
      feed(.verifyFailed(Failure(.flash, error.reason)))
    }
  }

  /// Loads, links and verifies beside the active application; no code of the set runs.
  private func prove(_ manifest: Manifest) {
    dropSpare()
    do {
      host.spare = try load(manifest)
      feed(.proved)
    } catch {
      log.warning("Version \(manifest.id.codeVersion) is not fit to run: \(error.text)")
      feed(.proofFailed(error))
    }
  }

  /// The switch: one record.
  private func record(_ selection: Selection) {
    do {
      try records.put(.selection, selection.encoded())
      feed(.recorded)
    } catch {
      log.error("The selection could not be stored: \(error.reason)")
      feed(.recordFailed(Failure(.flash, error.reason)))
    }
  }

  /// Drops files that neither the selection nor a loaded version needs.
  private func collect(_ keep: [Digest]) {
    var needed = keep
    for app in [host.active, host.spare] {
      guard let app else { continue }
      for file in app.manifest.files { needed.append(file.digest) }
    }
    do { try files.collect(keep: needed) } catch { log.error("Old files could not be dropped: \(error.reason)") }
  }
}

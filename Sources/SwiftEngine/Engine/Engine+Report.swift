// What the board says about itself: the seed's keys and the `ota` record, through the outbox.

import BoardHAL
import OTAInterface

struct ReportState {
  /// Counts `ota` records since boot.
  var sequence: Int64 = 0
  var last: UpdateMachine.Report?
}

extension Engine {
  /// The machine's report as the `ota` record; one that says nothing new is not sent.
  func report(_ report: UpdateMachine.Report) {
    if report == reports.last { return }
    reports.last = report
    var line = Bytes(report.state.word)
    if let failure = report.failure { line += Bytes(" (") + Bytes(failure.text.utf8) + Bytes(")") }
    addToJournal(line)
    sendRecord(
      state: report.state, goal: report.goal, have: report.have, previous: report.previous, failure: report.failure,
      isDurable: report.failure != nil || report.state == .confirmed)
  }

  /// Keeps a line in flash for `edgeota flash info`.
  func addToJournal(_ line: Bytes) {
    do { try records.addToJournal(truncateUTF8(line, to: 200)) } catch {
      log.error("The journal could not be written: \(error.reason)")
    }
  }

  /// A document that asks for nothing valid: told, while what runs goes on.
  func reportDocument(_ failure: Failure) {
    reports.last = nil
    sendRecord(
      state: machine.stateName, goal: nil, have: machine.active?.id.codeVersion,
      previous: machine.selection.previous?.id.codeVersion, failure: failure, isDurable: true)
  }

  /// Something failed in the application that does not end it.
  func reportTrouble(_ failure: Failure) {
    reports.last = nil
    // It may happen with every message: too often to write it to flash.
    sendRecord(
      state: machine.stateName, goal: nil, have: machine.active?.id.codeVersion,
      previous: machine.selection.previous?.id.codeVersion, failure: failure, isDurable: false)
  }

  private func sendRecord(
    state: StateName, goal: Int32?, have: Int32?, previous: Int32?, failure: Failure?, isDurable: Bool
  ) {
    reports.sequence += 1
    let record = OTAReport(
      state: Bytes(state.word), goal: goal, have: have, previous: previous,
      code: failure.map { Bytes($0.code.word) } ?? [], detail: failure?.detail ?? [], sequence: reports.sequence,
      time: board.clock.unixSeconds ?? 0)
    var patch = JSONObject()
    patch["ota"] = record.json()
    addReport(patch, isDurable: isDurable)
  }

  func reportRunning(_ failure: Failure?) {
    guard let failure else {
      addReport(Reported.codeRunning())
      return
    }
    addReport(Reported.codeRunning(error: Bytes(failure.text.utf8)))
  }

  /// Queues reported properties; durable ones survive a power cut until the hub has them (W-12).
  func addReport(_ patch: JSONObject, isDurable: Bool = true) {
    outbox.add(patch)
    if isDurable { storeOutbox() }
    sendReports()
  }

  private func storeOutbox() {
    do {
      if outbox.pending.isEmpty {
        try records.remove(.outbox)
      } else {
        try records.put(.outbox, outbox.pending.encoded())
      }
    } catch {
      log.error("Reports could not be stored: \(error.reason)")
    }
  }

  func sendReports() {
    guard link.phase == .online, !timers.isSet(.outbox), let patch = outbox.take() else { return }
    if sendReport(patch) {
      setTimer(.outbox, in: HubState.requestLimit)
    } else {
      retryReports()
    }
  }

  private func retryReports() {
    outbox.retry()
    setTimer(.outbox, in: HubState.retry.delay(attempt: outbox.attempts, random: randomWord()))
  }

  /// Either no answer came, or it is time to send again.
  func outboxTimeOver() {
    outbox.retry()
    sendReports()
  }

  func handleReportAnswer(_ status: Int) {
    timers.clear(.outbox)
    if status == 429 || status >= 500 {
      log.warning("The hub did not take the report now: status \(status)")
      retryReports()
      return
    }
    if status != 204 && status != 200 {
      log.error("The hub refused the report: status \(status)")
    }
    outbox.complete()
    storeOutbox()
    sendReports()
  }
}

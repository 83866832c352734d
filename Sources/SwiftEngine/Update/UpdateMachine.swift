// The update machine: which state an update is in, and what to do next. A value without IO: the driver performs the
// actions in order and feeds what comes of them back as events.
//
// Invariants
// - The active application is stopped only in `staged(.stopping)` (the set does not fit beside it), in
//   `trial(.stopping)` and when a trial is rolled back.
// - `selection.current` changes only when a trial is confirmed; until then every failure leads back to it.
// - Loss of the link never ends a trial: it prolongs it.
// - An event that a state does not expect changes nothing.

import OTAInterface

public struct UpdateMachine: Sendable {
  public enum State: Equatable, Sendable {
    /// Before the selection was read from flash.
    case booting
    /// Nothing to do; `active` runs, if there is one.
    case idle
    /// The document is valid; the store is asked which files are missing.
    case planned(Goal)
    case fetching(Goal, Fetch)
    case staged(Goal, Staged)
    /// Loaded, linked and verified; the record that begins the trial is being written.
    case proven(Manifest)
    case trial(Manifest, Trial)
    /// The trial went well; the record that says so is being written.
    case confirmed(Manifest)
    case rollingBack(Manifest, Failure, RollBack)
  }

  /// Progress of the download.
  public struct Fetch: Equatable, Sendable {
    /// Positions in the document's files that are not in the store yet; the first is the one under way.
    public var missing: [Int]
    /// Consecutive failures of the network, which may go on for ever.
    public var interruptions = 0
    /// Failures that another attempt will probably not mend (wrong hash, 403, 404).
    public var refusals = 0
    /// Whether the next attempt waits for its time.
    public var isWaiting = false

    public init(missing: [Int]) { self.missing = missing }
  }

  public enum Staged: Equatable, Sendable {
    /// Every file is read back from flash and hashed.
    case verifying
    /// The set is loaded beside the active application.
    case proving(Manifest)
    /// The two do not fit: the active one stops.
    case stopping(Manifest)
    /// The set is loaded alone.
    case provingAlone(Manifest)
  }

  public enum Trial: Equatable, Sendable {
    /// A boot during the trial is being counted.
    case counting
    /// The old application stops.
    case stopping
    /// Start runs.
    case starting
    /// Start returned; the probation time runs.
    case probation
    /// The probation time is over, but the link is down: it runs again when the link is back.
    case prolonged
  }

  public enum RollBack: Equatable, Sendable {
    case stopping
    case recording
  }

  public enum Event: Equatable, Sendable {
    case booted(Selection)
    /// The newest valid document; nil if the cloud asks for nothing, or for something invalid.
    case desired(Goal?)
    case planned(missing: [Int])
    case planFailed(Failure)
    /// The file under way is complete and has the right hash.
    case fetched
    /// The network broke off; to be tried again.
    case fetchInterrupted(Failure)
    /// Wrong hash or refused by the server; to be tried again a few times.
    case fetchRefused(Failure)
    /// No room, or flash failed; another attempt would not help.
    case fetchFailed(Failure)
    case retryDue
    case verified(Manifest)
    case verifyFailed(Failure)
    case proved
    /// `.memory` means that it might fit alone.
    case proofFailed(Failure)
    case recorded
    case recordFailed(Failure)
    /// The active application is stopped and unloaded.
    case stopped
    /// Start of the active application returned.
    case started
    /// The active application could not be loaded, Start threw, or one of its threads crashed.
    case failed(Failure)
    case startTimeOver
    case probationOver
    case link(up: Bool)
    /// The board is about to sleep or restart in good order.
    case leaving
  }

  public enum Action: Equatable, Sendable {
    /// Ask the store which files are missing.
    case plan(Goal)
    /// Download one file of the document.
    case fetch(Goal, Int)
    case cancelFetch
    /// Feed `retryDue` after a backoff; the number counts the attempts from 1.
    case retry(attempt: Int)
    case verify(Goal)
    /// Load, link and verify in a spare domain.
    case prove(Manifest)
    case dropSpare
    /// Stop the active application and unload it.
    case stopActive
    /// Write the selection to flash.
    case record(Selection)
    /// Make this version active (the spare if it is that, else load it) and call Start.
    case run(Manifest)
    /// Feed `startTimeOver` when Start takes too long.
    case limitStart
    /// Feed `probationOver` when the probation time is over.
    case limitProbation
    /// Drop files that no chosen version needs.
    case collect(keep: [Digest])
    /// The state changed, or something failed.
    case report(Report)
    /// The seed's `CodeUpdated`.
    case reportUpdated(Bool)
    /// The seed's `CodeRunning`: nil if the application runs, else why it does not.
    case reportRunning(Failure?)
  }

  /// What the `ota` record says.
  public struct Report: Equatable, Sendable {
    public var state: StateName
    public var goal: Int32?
    public var have: Int32?
    public var previous: Int32?
    public var failure: Failure?
  }

  public static let maximumRefusals = 5
  public static let maximumTrialBoots: UInt8 = 3

  public internal(set) var state: State = .booting
  public internal(set) var selection = Selection()
  /// The version whose application was started last and not stopped since; nil if none.
  public internal(set) var active: Manifest?
  public internal(set) var isLinkUp = false
  /// The newest document that came while one could not be dropped.
  var next: Goal?
  /// The document that ended in a failure: not tried again until another one comes.
  var settled: DesiredDocument?
  /// The version that was rolled back last: named by the same document again it is passed over without a new report,
  /// which would hide the reason.
  var rolledBack: VersionID?

  public init() {}

  /// What to do about `event`, in this order.
  public mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .desired(let goal): return desired(goal)
    case .link(let up): return link(up)
    case .leaving: return leaving()
    case .started where !isSwitching: return [.reportRunning(nil)]
    case .failed(let failure) where !isSwitching: return steadyFailure(failure)
    default: break
    }
    switch state {
    case .booting: return handleBooting(event)
    case .idle: return []
    case .planned(let goal): return handlePlanned(event, goal)
    case .fetching(let goal, let fetch): return handleFetching(event, goal, fetch)
    case .staged(let goal, let step): return handleStaged(event, goal, step)
    case .proven(let manifest): return handleProven(event, manifest)
    case .trial(let manifest, let step): return handleTrial(event, manifest, step)
    case .confirmed(let manifest): return handleConfirmed(event, manifest)
    case .rollingBack(let manifest, let failure, let step):
      return handleRollingBack(event, manifest, failure, step)
    }
  }
}

/// The names of states on the wire.
public enum StateName: Equatable, Sendable {
  case booting, idle, planned, fetching, staged, proven, trial, confirmed, rollingBack

  public var word: StaticString {
    switch self {
    case .booting: "booting"
    case .idle: "idle"
    case .planned: "planned"
    case .fetching: "fetching"
    case .staged: "staged"
    case .proven: "proven"
    case .trial: "trial"
    case .confirmed: "confirmed"
    case .rollingBack: "rollingBack"
    }
  }
}

extension UpdateMachine {
  public var stateName: StateName {
    switch state {
    case .booting: .booting
    case .idle: .idle
    case .planned: .planned
    case .fetching: .fetching
    case .staged: .staged
    case .proven: .proven
    case .trial: .trial
    case .confirmed: .confirmed
    case .rollingBack: .rollingBack
    }
  }

  /// The number that is worked towards; nil if none.
  var goalVersion: Int32? {
    switch state {
    case .booting, .idle: nil
    case .planned(let goal), .fetching(let goal, _), .staged(let goal, _): goal.id.codeVersion
    case .proven(let manifest), .trial(let manifest, _), .confirmed(let manifest), .rollingBack(let manifest, _, _):
      manifest.id.codeVersion
    }
  }

  /// Whether the active application is (about to be) the one under trial; before, it is the confirmed one.
  var isSwitching: Bool {
    switch state {
    case .booting, .trial, .confirmed, .rollingBack: true
    case .idle, .planned, .fetching, .staged, .proven: false
    }
  }

  /// Whether something is under way that a restart would undo.
  var isAtWork: Bool {
    switch state {
    case .booting, .idle, .trial(_, .starting), .trial(_, .probation), .trial(_, .prolonged): false
    case .fetching(_, let fetch): !fetch.isWaiting
    case .planned, .staged, .proven, .trial, .confirmed, .rollingBack: true
    }
  }

  func report(_ failure: Failure? = nil, state: StateName? = nil, goal: Int32? = nil) -> Action {
    .report(
      Report(
        state: state ?? stateName, goal: goal ?? goalVersion, have: active?.id.codeVersion,
        previous: selection.previous?.id.codeVersion, failure: failure))
  }
}

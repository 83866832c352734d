// The engine's view of the interpreter: application sets that can be loaded beside each other, started, called and
// unloaded. The real one is NanoAppRuntime; tests use a fake.

import NanoRuntime
import OTAInterface

/// A loaded application set.
public struct AppID: Equatable, Sendable {
  public let number: UInt32

  public init(_ number: UInt32) { self.number = number }
}

/// One file of a set, as it lies in flash.
public struct AppFile {
  /// For people: errors begin with it.
  public let name: Bytes
  public let image: UnsafeRawBufferPointer
}

/// What the engine calls in an application, each on a managed thread of its own.
public enum AppCall: Equatable, Sendable {
  /// Makes the DeviceClient and calls `runner`.Start.
  case start(runner: Bytes)
  case stop(runner: Bytes)
  /// `runner`.TwinUpdated with a desired patch.
  case twinUpdated(runner: Bytes, json: Bytes)
  /// The status text of the answer to a request, and its body; "0" if it is lost.
  case response(request: Int32, status: Bytes, payload: Bytes)
  case method(call: Int32, name: Bytes, payload: Bytes)
  case cloudMessage(properties: Bytes, payload: Bytes)
  case connectionChanged(isConnected: Bool)
}

/// What comes out of applications.
public enum AppEvent: Equatable, Sendable {
  public enum ThreadOutcome: Equatable, Sendable {
    case returned
    /// "Type: message" and the stack trace.
    case exception(Bytes)
    case aborted
  }

  case threadEnded(app: AppID, thread: UInt32, startedByEngine: Bool, outcome: ThreadOutcome)
  /// A request, with the number that the application was given for it.
  case request(number: Int32, EngineRequest)
  /// A line of Debug.Write output.
  case output(Bytes)
  /// Rtc.SetSystemTime has set the board's clock.
  case clockSet(unixSeconds: Int64)
  /// Power.RebootDevice.
  case restart(app: AppID)
}

/// Loads and runs application sets.
///
/// Implementations must
/// - run no managed code but inside `run`, which returns after about `budget` instructions and never blocks;
/// - report what happens through `nextEvent`, in order;
/// - leave a set that cannot be loaded without a trace.
public protocol AppRuntime: AnyObject {
  /// Loads the base assemblies, once. The images stay mapped for ever.
  func loadBase(_ images: [UnsafeRawBufferPointer]) throws(Failure)

  /// Loads, links and verifies a set beside what is there. The images stay mapped until `unload`.
  /// Fails with `.memory` if the arena cannot hold it now, with `.refused` if it can never run.
  func load(_ files: [AppFile]) throws(Failure) -> AppID

  /// Ends its threads without running managed code and frees what it held. Nothing of it follows.
  func unload(_ app: AppID)

  /// Starts a managed thread; returns its number, which comes back in `threadEnded`.
  func call(_ app: AppID, _ call: AppCall) throws(Failure) -> UInt32

  func run(budget: UInt32) -> RunResult

  func nextEvent() -> AppEvent?

  /// Applications cannot set the board's clock to a time before this one, seconds since 1970-01-01 UTC.
  func setTimeFloor(_ unixSeconds: Int64)

  /// What applications see as the state of the link; requests are taken only while it is up.
  func setLink(isConnected: Bool, device: Bytes)
}

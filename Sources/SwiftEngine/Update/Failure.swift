// Why an update, or the application, did not go on: a stable word for the wire and a line for people.

import OTAInterface

/// A reason that is logged and reported. Holds no secret: details from elsewhere pass `redactSecrets` first.
public struct Failure: Error, Equatable, Sendable {
  public enum Code: Equatable, Sendable {
    /// The desired document is not valid; the word names the property.
    case document
    /// A file does not hash to its signature.
    case hash
    /// The server answered with an error.
    case http
    /// The server could not be reached, or the transfer broke off.
    case network
    /// The file does not fit.
    case space
    /// Flash reported an error.
    case flash
    /// A stored file is missing or damaged.
    case integrity
    /// The runtime refused the set: malformed, a missing reference, or code that breaks the rules.
    case refused
    /// The arena cannot hold the set.
    case memory
    /// Start threw.
    case start
    /// Start did not return in time.
    case hang
    /// A thread of the application died of an exception.
    case crash
    /// Three boots without confirmation.
    case boots
    /// This version failed here before.
    case bad
    /// The runtime has no base assemblies.
    case base

    /// The word on the wire.
    public var word: StaticString {
      switch self {
      case .document: "document"
      case .hash: "hash"
      case .http: "http"
      case .network: "network"
      case .space: "space"
      case .flash: "flash"
      case .integrity: "integrity"
      case .refused: "refused"
      case .memory: "memory"
      case .start: "start"
      case .hang: "hang"
      case .crash: "crash"
      case .boots: "boots"
      case .bad: "bad"
      case .base: "base"
      }
    }
  }

  public let code: Code
  /// What was expected and what came; UTF-8.
  public let detail: Bytes

  public init(_ code: Code, _ detail: Bytes) {
    self.code = code
    self.detail = redactSecrets(detail)
  }

  public init(_ code: Code, _ detail: String) {
    self.init(code, Bytes(detail.utf8))
  }

  /// "word: detail".
  public var text: String { Bytes(code.word).text + ": " + detail.text }
}

// How commands end.

/// Exit codes: sysexits.h where it has a fitting one.
public struct ExitCode: RawRepresentable, Equatable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let success = ExitCode(rawValue: 0)
  public static let failure = ExitCode(rawValue: 1)
  /// Wrong options or arguments (EX_USAGE).
  public static let usage = ExitCode(rawValue: 64)
  /// Input that is refused: a file, a document (EX_DATAERR).
  public static let refused = ExitCode(rawValue: 65)
  /// An input file that is not there (EX_NOINPUT).
  public static let noInput = ExitCode(rawValue: 66)
  /// Somebody else does not answer: hub, blob store (EX_UNAVAILABLE).
  public static let unavailable = ExitCode(rawValue: 69)
  /// Managed code ended with an unhandled exception (EX_SOFTWARE).
  public static let unhandledException = ExitCode(rawValue: 70)
  /// A file cannot be written (EX_CANTCREAT).
  public static let cannotCreate = ExitCode(rawValue: 73)
  /// Ended by Ctrl-C.
  public static let interrupted = ExitCode(rawValue: 130)
}

extension ExitCode {
  /// Runs a command; what it throws goes to stderr.
  public static func of(_ command: () throws -> ExitCode) -> ExitCode {
    do {
      return try command()
    } catch let failure as CommandFailure {
      Terminal.error(failure.message)
      return failure.code
    } catch {
      Terminal.error("\(error)")
      return .failure
    }
  }
}

/// Why a command stops; the text goes to stderr after the program's name.
public struct CommandFailure: Error {
  public var code: ExitCode
  public var message: String

  public init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }
}

// What a verb of the tool is, how it fails, and the list of all of them.

import Foundation

/// Exit codes: sysexits.h where it has a fitting one.
struct ExitCode: RawRepresentable, Equatable, Sendable {
  var rawValue: UInt8
  static let success = ExitCode(rawValue: 0)
  static let failure = ExitCode(rawValue: 1)
  /// Wrong options or arguments (EX_USAGE).
  static let usage = ExitCode(rawValue: 64)
  /// Input that is refused: a file, a document (EX_DATAERR).
  static let refused = ExitCode(rawValue: 65)
  /// An input file that is not there (EX_NOINPUT).
  static let noInput = ExitCode(rawValue: 66)
  /// Somebody else does not answer: hub, blob store (EX_UNAVAILABLE).
  static let unavailable = ExitCode(rawValue: 69)
  /// Managed code ended with an unhandled exception (EX_SOFTWARE).
  static let unhandledException = ExitCode(rawValue: 70)
  /// A file cannot be written (EX_CANTCREAT).
  static let cannotCreate = ExitCode(rawValue: 73)
  /// Ended by Ctrl-C.
  static let interrupted = ExitCode(rawValue: 130)
}

/// Why a verb stops; the text goes to stderr after "edgeota: ".
struct Failure: Error {
  var code: ExitCode
  var message: String

  init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// A verb: its option table is the only description of its options, `--help` is made from it.
struct Verb: Sendable {
  var name: String
  var summary: String
  /// What follows the options, e.g. "FILE.pe...".
  var arguments: String = ""
  var options: [Option] = []
  var run: @Sendable (ParsedOptions) throws -> ExitCode
}

enum CommandLineTool {
  static let verbs: [Verb] = [
    execVerb, convertVerb, buildVerb, classLibraryVerb,
  ]

  static func run(_ arguments: [String]) -> ExitCode {
    guard let name = arguments.first else {
      printOverview(to: .standardError)
      return .usage
    }
    if name == "--help" || name == "-h" || name == "help" {
      printOverview(to: .standardOutput)
      return .success
    }
    guard let verb = verbs.first(where: { $0.name == name }) else {
      Terminal.error("there is no command '\(name)'; `edgeota --help` lists them")
      return .usage
    }
    do {
      guard let parsed = try ParsedOptions.parse(verb, Array(arguments.dropFirst())) else { return .success }
      return try verb.run(parsed)
    } catch let failure as Failure {
      Terminal.error(failure.message)
      return failure.code
    } catch {
      Terminal.error("\(error)")
      return .failure
    }
  }

  private static func printOverview(to file: FileHandle) {
    let width = verbs.map(\.name.count).max() ?? 0
    var text = "usage: edgeota COMMAND [OPTION...]\n\ncommands (edgeota COMMAND --help tells more):\n"
    for verb in verbs {
      text += "  \(verb.name.padding(toLength: width + 2, withPad: " ", startingAt: 0))\(verb.summary)\n"
    }
    text += "  \("test".padding(toLength: width + 2, withPad: " ", startingAt: 0))runs every test and check, as CI does\n"
    file.write(Data(text.utf8))
  }
}

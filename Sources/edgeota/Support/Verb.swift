// What a verb of the tool is, and the list of all of them.

import Foundation
import ToolSupport

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
    demoVerb, cloudVerb, boardVerb, provisionVerb, flashVerb, publishVerb, deviceVerb, twinVerb, invokeVerb,
    monitorVerb, c2dVerb,
    execVerb, inspectVerb, convertVerb, buildVerb, classLibraryVerb,
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
    return ExitCode.of {
      guard
        let parsed = try ParsedOptions.parse(
          command: "edgeota \(verb.name)", summary: verb.summary, operands: verb.arguments, options: verb.options,
          Array(arguments.dropFirst()))
      else { return .success }
      if verb.arguments.isEmpty, let extra = parsed.arguments.first {
        throw CommandFailure(.usage, "unexpected argument '\(extra)' (edgeota \(verb.name) --help)")
      }
      return try verb.run(parsed)
    }
  }

  private static func printOverview(to file: FileHandle) {
    let width = verbs.map(\.name.count).max() ?? 0
    var text = "usage: edgeota COMMAND [OPTION...]\n\ncommands (edgeota COMMAND --help tells more):\n"
    for verb in verbs {
      text += "  \(verb.name.padding(toLength: width + 2, withPad: " ", startingAt: 0))\(verb.summary)\n"
    }
    text +=
      "  \("test".padding(toLength: width + 2, withPad: " ", startingAt: 0))runs every test and check, as CI does\n"
    file.write(Data(text.utf8))
  }
}

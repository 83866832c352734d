// Options by libpopt: one table per command feeds the parser and `--help`.

import CPopt
import Foundation

/// One option of a command.
public struct Option: Sendable {
  public enum Kind: Equatable, Sendable {
    case flag
    /// Takes a value; the text names it in `--help`.
    case value(String)
  }

  public var name: String
  public var short: Character?
  public var kind: Kind
  public var help: String
  /// Whether one dash before the long name is enough, as in tools of other traditions.
  public var oneDash = false

  public static func flag(_ name: String, short: Character? = nil, _ help: String) -> Option {
    Option(name: name, short: short, kind: .flag, help: help)
  }

  public static func value(
    _ name: String, short: Character? = nil, _ metavariable: String, _ help: String, oneDash: Bool = false
  ) -> Option {
    Option(name: name, short: short, kind: .value(metavariable), help: help, oneDash: oneDash)
  }
}

/// The options and arguments of one run of a command.
public struct ParsedOptions {
  private var values: [String: [String]] = [:]
  public private(set) var arguments: [String] = []

  public func flag(_ name: String) -> Bool { values[name] != nil }
  public func value(_ name: String) -> String? { values[name]?.last }
  public func values(_ name: String) -> [String] { values[name] ?? [] }

  /// A whole number option; a usage failure when it is none or out of range.
  public func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw CommandFailure(
        .usage, "--\(name) takes a number from \(range.lowerBound) to \(range.upperBound), got '\(text)'")
    }
    return number
  }

  /// The arguments, of which there must be `count`.
  public func exactly(_ count: Int, _ what: String) throws -> [String] {
    guard arguments.count == count else {
      throw CommandFailure(.usage, "expected \(what), got \(arguments.count) arguments")
    }
    return arguments
  }

  /// Parses; nil after `--help` was printed.
  /// - Parameters:
  ///   - command: how the user calls it, such as "edgeota exec".
  ///   - operands: what follows the options, such as "FILE.pe...".
  public static func parse(
    command: String, summary: String, operands: String, options: [Option], _ arguments: [String]
  ) throws -> ParsedOptions? {
    let table = PoptTable(options + [Option(name: "help", short: "h", kind: .flag, help: "this text")])
    var argv = ([command] + arguments).map { strdup($0) as UnsafeMutablePointer<CChar>? }
    argv.append(nil)
    defer { for text in argv { free(text) } }
    return try argv.withUnsafeMutableBufferPointer { argv -> ParsedOptions? in
      let constant = UnsafeMutableRawPointer(argv.baseAddress)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
      let context = poptGetContext(command, Int32(arguments.count + 1), constant, table.pointer, 0)
      defer { poptFreeContext(context) }
      poptSetOtherOptionHelp(context, "[OPTION...] \(operands)")
      var parsed = ParsedOptions()
      while true {
        let index = poptGetNextOpt(context)
        if index == -1 { break }
        guard index > 0 else {
          let option = poptBadOption(context, 0).map { String(cString: $0) } ?? ""
          throw CommandFailure(.usage, "\(option): \(String(cString: poptStrerror(index))) (\(command) --help)")
        }
        let option = table.options[Int(index) - 1]
        if option.name == "help" {
          printHelp(command, summary, context)
          return nil
        }
        let text = poptGetOptArg(context)
        parsed.values[option.name, default: []].append(text.map { String(cString: $0) } ?? "")
        free(text)
      }
      var rest = poptGetArgs(context)
      while let argument = rest?.pointee {
        parsed.arguments.append(String(cString: argument))
        rest = rest?.successor()
      }
      return parsed
    }
  }

  private static func printHelp(_ command: String, _ summary: String, _ context: poptContext?) {
    guard let output = fdopen(dup(STDOUT_FILENO), "w") else { return }
    fputs("\(command): \(summary)\n\n", output)
    poptPrintHelp(context, output, 0)
    fclose(output)
  }
}

/// The C table, with its strings.
private final class PoptTable {
  let options: [Option]
  let pointer: UnsafeMutablePointer<popt_row>
  private var strings: [UnsafeMutablePointer<CChar>?] = []

  init(_ options: [Option]) {
    self.options = options
    pointer = .allocate(capacity: options.count + 1)
    pointer.initialize(repeating: popt_row(), count: options.count + 1)
    for (index, option) in options.enumerated() {
      pointer[index].longName = keep(option.name)
      pointer[index].shortName = option.short.flatMap { $0.asciiValue }.map { CChar($0) } ?? 0
      pointer[index].val = Int32(index + 1)
      pointer[index].descrip = keep(option.help)
      if case .value(let metavariable) = option.kind {
        pointer[index].argInfo = UInt32(POPT_ARG_STRING)
        pointer[index].argDescrip = keep(metavariable)
      }
      if option.oneDash { pointer[index].argInfo |= POPT_ARGFLAG_ONEDASH }
    }
  }

  private func keep(_ text: String) -> UnsafePointer<CChar>? {
    let copy = strdup(text)
    strings.append(copy)
    return UnsafePointer(copy)
  }

  deinit {
    pointer.deallocate()
    for text in strings { free(text) }
  }
}

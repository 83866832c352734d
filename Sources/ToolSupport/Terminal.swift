// What the user sees: messages on stderr, colour on a terminal only (and never with NO_COLOR set).

import Foundation

public enum Terminal {
  public static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
  public static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  /// How error lines begin.
  private static let program = (CommandLine.arguments[0] as NSString).lastPathComponent
  /// no-color.org: set and not empty.
  private static let colourAllowed = (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  public enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case cyan = "36"
  }

  public static func styled(_ text: String, _ style: Style, onError: Bool = false) -> String {
    let terminal = onError ? errorIsTerminal : outputIsTerminal
    return terminal && colourAllowed ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A line on stderr: what went wrong.
  public static func error(_ message: String) {
    write(styled("\(program):", .red, onError: true) + " \(message)\n", to: STDERR_FILENO)
  }

  /// A line on stderr: what the user should know.
  public static func note(_ message: String) { write(message + "\n", to: STDERR_FILENO) }

  /// A line on stdout: what was asked for.
  public static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  /// Writes everything, whatever the pieces the kernel takes.
  public static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      if written <= 0 { return }
      bytes = bytes.dropFirst(written)
    }
  }
}

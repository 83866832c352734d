// Secrets come from the environment or from a file, never from the command line, where every process can read them.

import Foundation

public enum Secrets {
  /// The secret in `file`, else in the environment variable; nil if neither is given.
  public static func read(file: String?, variable: String) throws -> String? {
    if let file {
      let text = String(decoding: try readInput(file), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      if text.isEmpty { throw CommandFailure(.noInput, "\(file) is empty") }
      return text
    }
    guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else { return nil }
    return text
  }
}

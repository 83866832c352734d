// Errors of setting a Linux board up, which only people read.

/// Why a board could not be set up: one line that names what was expected and what was found.
public struct LinuxBoardError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

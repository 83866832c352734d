// Files that a command was told to read.

import CloudSupport
import OTAInterface

/// The whole content of a file; a failure that says why if it cannot be read.
public func readInput(_ path: String) throws -> Bytes {
  do {
    if let content = try readFile(path) { return content }
  } catch {
    throw CommandFailure(.noInput, "\(error)")
  }
  throw CommandFailure(.noInput, "cannot read \(path): there is no such file")
}

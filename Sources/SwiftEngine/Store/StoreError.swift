// What can go wrong in the stores.

import BoardHAL

public enum StoreError: Error, Equatable, Sendable {
  /// The device refused or failed, or lost power.
  case flash(FlashError)
  /// There is no room for this many bytes.
  case full(needed: Int, free: Int)
  /// A record or file longer than the store can hold at all.
  case tooLarge(Int)
  /// More bytes came than were announced, or fewer.
  case wrongLength(expected: Int, got: Int)
  /// The content does not hash to its name.
  case wrongHash
  /// No such file.
  case missing

  /// One line for logs and reports.
  public var reason: String {
    switch self {
    case .flash(let error): error.reason
    case .full(let needed, let free): "\(needed) bytes needed, \(free) free"
    case .tooLarge(let size): "\(size) bytes are more than the store can hold"
    case .wrongLength(let expected, let got): "\(expected) bytes expected, got \(got)"
    case .wrongHash: "content does not match its hash"
    case .missing: "file is not in the store"
    }
  }
}

/// Runs flash operations and wraps their error.
func onFlash<Value>(_ body: () throws(FlashError) -> Value) throws(StoreError) -> Value {
  do {
    return try body()
  } catch {
    throw .flash(error)
  }
}

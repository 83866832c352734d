// Why the runtime did not do what was asked: the status of nano.h as a typed error, with the runtime's own line.

import CNanoRuntime

/// An error of the runtime.
public struct RuntimeError: Error, Sendable {
  /// What kind of failure; the same list as `nano_status` in nano.h.
  public enum Status: UInt32, Sendable {
    case outOfMemory = 1
    case badArgument, badFormat, badChecksum, unsupported, unresolved, refused, duplicate, notFound, limit
    case snapshotVersion, snapshotFiles, snapshotSeal
    /// A status that only natives and the interpreter use among themselves, or one that this face does not know.
    case `internal`
  }

  public let status: Status
  /// One line, UTF-8: what was found where (assembly, table, row or method, IL offset, rule).
  public let message: [UInt8]

  public init(_ status: Status, _ message: [UInt8]) {
    self.status = status
    self.message = message
  }

  /// The line as text.
  public var text: String { String(decoding: message, as: UTF8.self) }
}

extension RuntimeError {
  /// Throws unless `status` is NANO_OK; the message is the one that `vm` keeps, or the status's own text.
  static func check(_ status: nano_status, _ vm: UnsafePointer<nano_vm>) throws(RuntimeError) {
    if status == NANO_OK { return }
    var message = bytes(nano_error(vm))
    if message.isEmpty { message = bytes(nano_status_text(status)) }
    throw RuntimeError(kind(of: status), message)
  }

  private static func kind(of status: nano_status) -> Status {
    switch status {
    case NANO_OUT_OF_MEMORY: .outOfMemory
    case NANO_BAD_ARGUMENT: .badArgument
    case NANO_BAD_FORMAT: .badFormat
    case NANO_BAD_CHECKSUM: .badChecksum
    case NANO_UNSUPPORTED: .unsupported
    case NANO_UNRESOLVED: .unresolved
    case NANO_REFUSED: .refused
    case NANO_DUPLICATE: .duplicate
    case NANO_NOT_FOUND: .notFound
    case NANO_LIMIT: .limit
    case NANO_SNAPSHOT_VERSION: .snapshotVersion
    case NANO_SNAPSHOT_FILES: .snapshotFiles
    case NANO_SNAPSHOT_SEAL: .snapshotSeal
    default: .internal
    }
  }
}

/// The bytes of a C string; none for NULL.
func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8] {
  guard let text else { return [] }
  var bytes: [UInt8] = []
  var index = 0
  while text[index] != 0 {
    bytes.append(UInt8(bitPattern: text[index]))
    index += 1
  }
  return bytes
}

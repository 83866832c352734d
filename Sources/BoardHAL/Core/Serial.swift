// The log's way out.

/// A serial port that carries log lines. Best effort: output that the port cannot take is dropped, never waited for.
public protocol Serial: AnyObject {
  /// Writes bytes as they are.
  func write(_ bytes: UnsafeRawBufferPointer)
}

extension Serial {
  public func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { write($0) }
  }

  /// Writes `text` and a line feed.
  public func write(line text: String) {
    var bytes = [UInt8](text.utf8)
    bytes.append(0x0A)
    write(bytes)
  }
}

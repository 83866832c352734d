// The log: one small type whose sink the caller gives. Lines are for people; nothing parses them.

public enum LogLevel: UInt8, Comparable, Sendable {
  case error, warning, info, debug

  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

  /// A fixed-width word for the beginning of a line.
  public var label: String {
    switch self {
    case .error: "error"
    case .warning: "warn "
    case .info: "info "
    case .debug: "debug"
    }
  }
}

/// Where a component writes what it does. Copies share the sink.
public struct Log {
  /// Lines above this level are dropped before they are built.
  public var level: LogLevel
  private let sink: (LogLevel, String) -> Void

  public init(level: LogLevel = .info, sink: @escaping (LogLevel, String) -> Void) {
    self.level = level
    self.sink = sink
  }

  /// A log that drops everything.
  public static var silent: Log { Log(level: .error) { _, _ in } }

  public func error(_ line: @autoclosure () -> String) { write(.error, line) }
  public func warning(_ line: @autoclosure () -> String) { write(.warning, line) }
  public func info(_ line: @autoclosure () -> String) { write(.info, line) }
  public func debug(_ line: @autoclosure () -> String) { write(.debug, line) }

  private func write(_ level: LogLevel, _ line: () -> String) {
    if level <= self.level { sink(level, line()) }
  }
}

/// Replaces what follows `sig=`, `SharedAccessKey=` and the like by `***`, up to the end of the value. For texts that
/// come from elsewhere (a library's error, an application's exception) before they are logged or reported.
public func redactSecrets(_ text: Bytes) -> Bytes {
  let lowered = text.asciiLowercased
  var output: Bytes = []
  var index = 0
  while index < text.count {
    let length = secretMarkerLength(lowered[index...])
    if length == 0 {
      output.append(text[index])
      index += 1
      continue
    }
    output += text[index..<index + length]
    output.append("***")
    index += length
    while index < text.count, !endsSecret(text[index]) { index += 1 }
  }
  return output
}

/// The length of the marker that `text` (lower-case) begins with, or 0.
private func secretMarkerLength(_ text: ArraySlice<UInt8>) -> Int {
  if text.begins(with: "sig=") { return 4 }
  if text.begins(with: "sharedaccesskey=") { return 16 }
  if text.begins(with: "accountkey=") { return 11 }
  if text.begins(with: "\"token\":\"") { return 9 }
  return 0
}

/// `&`, `;`, white space, quotes and brackets end a value.
private func endsSecret(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x00...0x20, 0x22, 0x26, 0x27, 0x29, 0x3B, 0x3C, 0x3E, 0x5D, 0x7D: true
  default: false
  }
}

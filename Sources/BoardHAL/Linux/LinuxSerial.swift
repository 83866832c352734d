// The serial port: standard output, standard error, a file, a pseudo terminal, or several of them at once.

import BoardHAL
import Glibc

/// Writes to descriptors. A reader that does not read is waited for at most 100 ms a write; then output is dropped.
public final class LinuxSerial: Serial {
  /// Where a board's serial port goes.
  public enum Port: Sendable {
    case standardOutput
    case standardError
    /// Appended to; a pseudo terminal, a serial device or a file, made if it is not there.
    case path(String)
  }

  private var descriptors: [Int32] = []
  /// Those that were opened here.
  private var owned: [Int32] = []

  public init(_ ports: [Port]) throws(LinuxBoardError) {
    for port in ports {
      switch port {
      case .standardOutput: descriptors.append(STDOUT_FILENO)
      case .standardError: descriptors.append(STDERR_FILENO)
      case .path(let path):
        let opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw LinuxBoardError("serial port \(path): \(errorText(errno))") }
        descriptors.append(opened)
        owned.append(opened)
      }
    }
  }

  deinit {
    for descriptor in owned { close(descriptor) }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) {
    for descriptor in descriptors { write(bytes, to: descriptor) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    // A pipe that polls as writable takes PIPE_BUF bytes without blocking.
    let pipeBuffer = 4096
    var rest = bytes[...]
    while !rest.isEmpty {
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&request, 1, 100) == 1, request.revents & Int16(POLLOUT) != 0 else { return }
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(pipeBuffer))
      let written = Glibc.write(descriptor, part.baseAddress, part.count)
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}

/// The system's text for an error number.
func errorText(_ code: Int32) -> String {
  String(cString: strerror(code))
}

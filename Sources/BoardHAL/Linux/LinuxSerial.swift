// The serial port: standard output, standard error, a file or a pseudo terminal.

import BoardHAL
import Glibc

/// Writes to a descriptor. A reader that does not read is waited for at most 100 ms a write; then output is dropped.
public final class LinuxSerial: Serial {
  /// Where a board's serial port goes.
  public enum Port: Sendable {
    case standardOutput
    case standardError
    /// Appended to; a pseudo terminal or a file, made if it is not there.
    case path(String)
  }

  private let descriptor: Int32
  private let owned: Bool

  public init(_ port: Port) throws(LinuxBoardError) {
    switch port {
    case .standardOutput: (descriptor, owned) = (STDOUT_FILENO, false)
    case .standardError: (descriptor, owned) = (STDERR_FILENO, false)
    case .path(let path):
      let opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, 0o600)
      guard opened >= 0 else { throw LinuxBoardError("serial port \(path): \(errorText(errno))") }
      (descriptor, owned) = (opened, true)
    }
  }

  deinit {
    if owned { close(descriptor) }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) {
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

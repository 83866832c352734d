// Small facts of sockets and signals: whether a port answers, which one is free, waiting for Ctrl-C.

import CloudSupport
import Foundation

/// Whether something accepts connections there.
func answers(_ address: String, _ port: UInt16) -> Bool {
  (try? withSocket(address, port) { connect($0, $1, $2) == 0 }) ?? false
}

/// A port that nobody listens on.
func freePort(_ address: String) throws -> UInt16 {
  try withSocket(address, 0) { descriptor, socketAddress, length in
    guard bind(descriptor, socketAddress, length) == 0 else { throw FileError("cannot listen on", address) }
    var bound = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = withUnsafeMutablePointer(to: &bound) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard status == 0 else { throw FileError("cannot listen on", address) }
    // Family and port stand at the same place in IPv4 and IPv6 addresses.
    return withUnsafeBytes(of: bound) { UInt16($0[2]) << 8 | UInt16($0[3]) }
  }
}

private func withSocket<Result>(
  _ address: String, _ port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) throws -> Result
) throws -> Result {
  try withSocketAddress(address, port) { socketAddress in
    let isIPv6 = Int32(socketAddress.pointee.sa_family) == AF_INET6
    let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw FileError("cannot open a socket for", address) }
    defer { close(descriptor) }
    let size = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    return try body(descriptor, socketAddress, socklen_t(size))
  }
}

/// Turns signals into something to wait for: their handlers write into a pipe.
final class SignalPipe {
  nonisolated(unsafe) private static var writeEnd: Int32 = -1
  private let readEnd: Int32

  init(_ signals: [Int32]) throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw FileError("cannot make", "a pipe") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    readEnd = ends[0]
    SignalPipe.writeEnd = ends[1]
    for number in signals {
      signal(number) { _ in
        var byte: UInt8 = 1
        write(SignalPipe.writeEnd, &byte, 1)
      }
    }
    unblockSignals(signals)
  }

  /// Whether a signal came within the time.
  func wait(milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, milliseconds) > 0
  }
}

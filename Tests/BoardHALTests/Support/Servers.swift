// The real servers that the tests talk to. Each ends with this process: its standard input is a pipe of ours.

import Foundation
import Glibc

/// A child process that ends when this process does.
final class Server {
  private let process = Process()
  private let input = Pipe()
  let output = Pipe()

  init(_ path: String, _ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}

/// A server that the tests of a suite share. The suites run one after the other (`BoardTests`), so nothing races for it.
final class Shared<Value>: @unchecked Sendable {
  private let make: () throws -> Value
  private(set) lazy var value = Result { try make() }

  init(_ make: @escaping () throws -> Value) {
    self.make = make
  }
}

/// A TCP port of 127.0.0.1 that was free just now.
func freePort() -> UInt16 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = loopback(port: 0)
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  return withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      _ = bind(descriptor, address, size)
      _ = getsockname(descriptor, address, &size)
    }
    return UInt16(bigEndian: pointer.pointee.sin_port)
  }
}

private func loopback(port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return address
}

/// A listening socket whose owner accepts nothing: a server that hangs.
final class SilentListener {
  let port: UInt16
  private let descriptor: Int32

  init() {
    let port = freePort()
    self.port = port
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(port: port)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(bound == 0 && listen(descriptor, 8) == 0, "no port to listen on")
  }

  deinit {
    close(descriptor)
  }
}

/// A server of another protocol, which speaks first; with a certificate over TLS, else in plain text.
final class GreetingServer {
  let port: UInt16
  private let server: Server

  init(_ kind: Certificates.Kind? = nil) throws {
    let files = kind.map { [Certificates.shared.certificate($0), Certificates.shared.key($0)] } ?? []
    server = try Server("/usr/bin/env", ["python3", "-c", Self.script] + files)
    port = try announcedPort(server)
  }

  private static let script = """
    import socket, ssl, sys, threading
    listener = socket.create_server(("127.0.0.1", 0))
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        listener = context.wrap_socket(listener, server_side=True)
    def serve():
        while True:
            peer = listener.accept()[0]
            peer.sendall(b"220 welcome, this is another protocol\\r\\n")
            peer.recv(4096)
            peer.close()
    threading.Thread(target=serve, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()
    """
}

/// The port that a server prints as its first line.
private func announcedPort(_ server: Server) throws -> UInt16 {
  let line = String(decoding: server.output.fileHandleForReading.availableData, as: UTF8.self)
  guard let port = UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
    throw CocoaError(.fileReadUnknown)
  }
  return port
}

/// Mosquitto with one TLS listener per kind of certificate.
final class Broker {
  private(set) var ports: [Certificates.Kind: UInt16] = [:]
  private let server: Server

  init() throws {
    let certificates = Certificates.shared
    var lines = ["allow_anonymous false", "password_file \(certificates.folder)/passwords", "log_type none"]
    for kind in Certificates.Kind.allCases {
      let port = freePort()
      ports[kind] = port
      lines += [
        "listener \(port) 127.0.0.1", "certfile \(certificates.certificate(kind))", "keyfile \(certificates.key(kind))",
      ]
    }
    // The hash is PBKDF2-SHA512 as mosquitto_passwd writes it; the password is for these tests only.
    let passwords = Process()
    passwords.executableURL = URL(fileURLWithPath: "/usr/bin/mosquitto_passwd")
    passwords.arguments = ["-c", "-b", "\(certificates.folder)/passwords", "user", "password"]
    try passwords.run()
    passwords.waitUntilExit()
    let configuration = "\(certificates.folder)/broker.conf"
    try lines.joined(separator: "\n").appending("\n").write(toFile: configuration, atomically: true, encoding: .utf8)
    // Run as root mosquitto would drop its rights and could not read the keys: it is told to stay who it is.
    if getuid() == 0 {
      try lines.joined(separator: "\n").appending("\nuser root\n")
        .write(toFile: configuration, atomically: true, encoding: .utf8)
    }
    // A child of a Swift task inherits a signal mask that holds back SIGTERM and SIGCHLD: kill hard, wait for nothing.
    server = try Server(
      "/bin/sh", ["-c", "PATH=$PATH:/usr/sbin mosquitto -c '\(configuration)' & broker=$!; read _; kill -KILL $broker"])
    for port in ports.values { try waitForListener(port) }
  }
}

/// Returns once the port accepts; gives up after ten seconds.
private func waitForListener(_ port: UInt16) throws {
  for _ in 0..<1000 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(port: port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result == 0 { return }
    poll(nil, 0, 10)
  }
  throw CocoaError(.fileReadUnknown)
}

/// `https_server.py` with one kind of certificate.
final class HTTPSServer {
  let port: UInt16
  private let server: Server

  init(_ kind: Certificates.Kind) throws {
    let certificates = Certificates.shared
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("https_server.py")
    server = try Server(
      "/usr/bin/env", ["python3", script.path, certificates.certificate(kind), certificates.key(kind)])
    port = try announcedPort(server)
  }

  func url(_ path: String) -> [UInt8] { [UInt8]("https://localhost:\(port)\(path)".utf8) }
}

// Certificates of the tests: made by openssl for this run, in a folder of their own, never committed.

import BoardHAL
import Foundation

/// A CA with servers' certificates of every kind that the tests need, and a CA that nobody knows.
struct Certificates: Sendable {
  /// What a server presents.
  enum Kind: String, CaseIterable {
    /// For localhost and 127.0.0.1.
    case good
    /// For other.example only.
    case otherName
    /// For localhost, but its time is over.
    case expired
  }

  private let temporary: TemporaryFolder
  var folder: String { temporary.path }

  /// Made once.
  static let shared = Certificates()

  private init() {
    do {
      temporary = try TemporaryFolder()
      atexit { Certificates.shared.temporary.remove() }
      for name in ["ca", "unknown"] {
        try openssl(
          "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=\(name)"
            + " -keyout \(name).key -out \(name).pem")
      }
      try make(.good, names: "DNS:localhost,IP:127.0.0.1", days: 30)
      try make(.otherName, names: "DNS:other.example", days: 30)
      try make(.expired, names: "DNS:localhost,IP:127.0.0.1", days: 1)
    } catch {
      fatalError("openssl is needed by these tests: \(error)")
    }
  }

  var roots: TrustedRoots { TrustedRoots(pem: read("ca.pem")) }
  var unknownRoots: TrustedRoots { TrustedRoots(pem: read("unknown.pem")) }

  func certificate(_ kind: Kind) -> String { "\(folder)/\(kind.rawValue).pem" }
  func key(_ kind: Kind) -> String { "\(folder)/\(kind.rawValue).key" }

  func read(_ name: String) -> [UInt8] {
    [UInt8](FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data())
  }

  private func make(_ kind: Kind, names: String, days: Int) throws {
    let name = kind.rawValue
    try "subjectAltName=\(names)".write(toFile: "\(folder)/\(name).ext", atomically: true, encoding: .utf8)
    try openssl(
      "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).csr")
    try openssl(
      "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -set_serial \(Int.random(in: 1...1_000_000)) -days \(days)"
        + " -extfile \(name).ext -out \(name).pem")
  }

  private func openssl(_ arguments: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments.split(separator: " ").map { String($0) }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}

// Owns: what others say of converted files: an independent checker of the format, and the reference runtime where there is
// one.

import Foundation
import MetadataProcessor
import Testing

/// A program that is run to its end.
private struct Run {
  let status: Int32
  let output: String

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  static func isThere(_ program: String) -> Bool { (try? Run(["which", program]))?.status == 0 }
}

private func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("converted-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

@Suite(.enabled(if: Run.isThere("python3"), "needs python3")) struct CheckerTests {
  private static let checker = Fixtures.root.appendingPathComponent("Oracles/nfpe_check.py").path

  /// Tests/Oracles/nfpe_check.py knows the format by its description: rows, signatures, code, links between the files,
  /// both CRCs, the native checksum.
  @Test(arguments: ConvertedFixtures.groups)
  func checkerAcceptsEveryFile(inputs: [String]) throws {
    try withTemporaryFolder { folder in
      let files = try ConvertedFixtures.write(inputs, into: folder)
      let run = try Run(["python3", Self.checker] + files)
      #expect(run.status == 0, "\(run.output.split(separator: "\n").filter { $0.contains("ERROR") })")
      #expect(run.output.split(separator: "\n").filter { $0.hasSuffix(" OK") }.count == files.count)
    }
  }

  /// What the checker says is worth something: it refuses the files that the reference converter breaks.
  @Test func checkerRefusesBrokenFiles() throws {
    for name in ["generic_type", "multi_dim_array", "too_many_switch", "long_branch"] {
      let file = Fixtures.root.appendingPathComponent("Programs/refused/\(name).pe").path
      #expect(try Run(["python3", Self.checker, file]).status != 0, "\(name)")
    }
  }
}

/// The reference runtime, where the machine has it: $EDGEOTA_NANOCLR is its test program, $EDGEOTA_NANOCLR_LIBRARY a folder
/// with the official libraries as PE files.
private enum NanoCLR {
  static let program = ProcessInfo.processInfo.environment["EDGEOTA_NANOCLR"]
  static let library = ProcessInfo.processInfo.environment["EDGEOTA_NANOCLR_LIBRARY"] ?? ""

  /// What a program prints: everything behind the list of loaded assemblies and an empty line.
  static func output(_ file: String) throws -> String {
    let run = try Run([program ?? "", "\(library)/mscorlib.pe", file])
    let text = run.output.replacingOccurrences(of: "\r\n", with: "\n")
    let loaded = text.range(of: "Loaded: ", options: .backwards)
    let start = text.range(of: "\n\n", range: (loaded?.lowerBound ?? text.startIndex)..<text.endIndex)
    return String(text[(start?.upperBound ?? text.startIndex)...])
  }
}

@Suite(.enabled(if: NanoCLR.program != nil, "EDGEOTA_NANOCLR is not set: nothing is run on the reference runtime"))
struct NanoCLRTests {
  /// Programs that need nothing but mscorlib.
  static let programs = Fixtures.converted.filter { path in
    guard Fixtures.exists("\(path.prefix { $0 != "." }).expected") else { return false }
    let source = (try? Fixtures.read("\(path.prefix { $0 != "." }).cs")) ?? []
    return !String(decoding: source, as: UTF8.self).contains("// needs:")
  }

  /// Where the reference's file differs in the owners of attributes, ours prints what is expected; else both print the same,
  /// which is not always that: the reference runtime has its own ideas.
  @Test(arguments: programs)
  func printsTheSame(path: String) throws {
    try withTemporaryFolder { folder in
      let ours = folder.appendingPathComponent("ours.pe")
      try Data(try ConvertedFixtures.image(path)).write(to: ours)
      let output = try NanoCLR.output(ours.path)
      if path.contains("attr") {
        let expected = try Fixtures.read("\(path.prefix { $0 != "." }).expected")
        #expect(output == String(decoding: expected, as: UTF8.self))
      } else {
        let reference = Fixtures.root.appendingPathComponent(Fixtures.reference(of: path)).path
        #expect(try output == NanoCLR.output(reference))
      }
    }
  }
}

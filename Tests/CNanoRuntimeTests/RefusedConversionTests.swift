// What the reference converter made of programs that the format cannot hold (Tests/Programs/refused): the broken files are
// refused, the valid ones run as they are written.

import Foundation
import NanoRuntime
import Testing

@Suite struct RefusedConversionTests {
  /// Valid files: what was lost is not in them. With what they print.
  static let valid = [
    "array_attribute_argument": "ok", "explicit_layout": "null", "lone_surrogate": "2", "native_int": "8",
    "nul_in_string": "1", "static_interface_method": "3",
  ]

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.programs)/refused")) ?? []
    return names.filter { $0.hasSuffix(".pe") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test func thereAreFiles() {
    #expect(Self.files.count >= 18)
    #expect(Set(Self.valid.keys).isSubset(of: Self.files))
  }

  @Test(arguments: files) func brokenFilesAreRefused(name: String) throws {
    let run = ProgramRun()
    run.budget = 10_000_000
    try run.run(libraries: ["mscorlib"], files: [try Fixtures.read("\(Fixtures.programs)/refused/\(name).pe")])
    if let output = Self.valid[name] {
      #expect(run.end == .finished(exitCode: 0))
      #expect(run.text == "\(output)\n")
    } else if case .refused(let message) = run.end {
      #expect(message.contains(name))
      #expect(run.text.isEmpty)
    } else {
      Issue.record("\(name) is not refused, it ended with \(run.end)")
    }
  }
}

// The conformance programs (Tests/Programs): every golden PE file prints what the program's .expected says, in each mode of the runtime.

import CNanoRuntime
import Foundation
import NanoRuntime
import Testing

/// One program in one compiled form.
struct Program: CustomTestStringConvertible, Sendable {
  var area: String
  var name: String
  /// "" for mcs, ".roslyn" for Roslyn.
  var form: String

  var testDescription: String { "\(area)/\(name)\(form)" }
  var path: String { "\(Fixtures.programs)/\(area)/\(name)" }

  static let all: [Program] = {
    var found: [Program] = []
    for area in areas {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.programs)/\(area)").sorted()) ?? []
      for file in files where file.hasSuffix(".expected") {
        let name = String(file.dropLast(".expected".count))
        for form in ["", ".roslyn"] where files.contains("\(name)\(form).pe") {
          found.append(Program(area: area, name: name, form: form))
        }
      }
    }
    return found
  }()

  private static let areas = [
    "arithmetic", "arrays", "boxing", "calls", "collections", "control", "convert", "datetime", "delegates",
    "ecma", "exceptions", "gc", "linking",
    "locals", "math", "modern", "reflection", "resources", "strings", "text", "threads", "types",
  ]

  /// What the program needs beside mscorlib: assemblies of the class library, and own libraries ("./NAME").
  private func needs() throws -> [String] {
    guard FileManager.default.fileExists(atPath: "\(path).cs") else { return [] }
    for line in try Fixtures.text("\(path).cs").split(separator: "\n") where line.hasPrefix("// needs:") {
      return line.dropFirst("// needs:".count).split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
    }
    return []
  }

  func run(_ configure: (ProgramRun) -> Void = { _ in }) throws -> ProgramRun {
    let needs = try needs()
    let own = try needs.filter { $0.hasPrefix("./") }.map {
      try Fixtures.read("\(Fixtures.programs)/\(area)/\($0.dropFirst(2))\(form).pe")
    }
    let run = ProgramRun()
    configure(run)
    try run.run(
      libraries: ["mscorlib"] + needs.filter { !$0.hasPrefix("./") },
      files: own + [try Fixtures.read("\(path)\(form).pe")])
    return run
  }

  func expected() throws -> String { try Fixtures.text("\(path).expected") }
}

/// Programs that do not pass yet; docs/testing.md says why. A program that begins to pass has to be taken off.
let notYet: Set<String> = []

@Suite struct ProgramTests {
  @Test(arguments: Program.all) func printsWhatIsExpected(_ program: Program) throws {
    try check(program) { _ in }
  }

  /// Collects, and moves every object, at each allocation. The programs that allocate most would take minutes.
  @Test(arguments: Program.all.filter { $0.area != "gc" && $0.form == "" && !slowWithStress.contains($0.name) })
  func survivesCollectionAtEveryAllocation(_ program: Program) throws {
    try check(program) {
      $0.configuration.testModes = NANO_TEST_GC_ALWAYS
      $0.arena = 256 << 10
    }
  }

  @Test(arguments: Program.all.filter { $0.form == "" }) func runsAlikeWithTheSwitchDispatcher(_ program: Program)
    throws
  {
    try check(program) { $0.configuration.testModes = NANO_TEST_SWITCH }
  }

  /// A code cache of two kilobytes: methods are evicted and translated again all the time.
  @Test(arguments: Program.all.filter { $0.form == "" }) func runsAlikeWithATinyCodeCache(_ program: Program) throws {
    try check(program) { $0.configuration.codeCacheBytes = 4096 }
  }

  private func check(_ program: Program, _ configure: (ProgramRun) -> Void) throws {
    let run = try program.run(configure)
    let expected = try program.expected()
    if notYet.contains("\(program.area)/\(program.name)") {
      #expect(run.text != expected, "passes now: take it off the list, also in docs/testing.md")
      return
    }
    #expect(run.end == .finished(exitCode: 0))
    let difference = difference(run.text, expected)
    #expect(run.text == expected, "\(difference)")
  }

  private func difference(_ got: String, _ expected: String) -> String {
    let gotLines = got.split(separator: "\n", omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in expectedLines.enumerated() where index >= gotLines.count || gotLines[index] != line {
      return "line \(index + 1): expected '\(line)', got '\(index < gotLines.count ? gotLines[index] : "nothing")'"
    }
    return "more output than expected"
  }
}

private let slowWithStress: Set<String> = ["call_deep", "thr_many", "str_builder", "col_arraylist"]

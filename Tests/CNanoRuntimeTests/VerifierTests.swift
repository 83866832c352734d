// The verifier's pairs (Tests/Programs/verify): hostile IL is refused by name, its verifiable twin runs.

import Foundation
import NanoRuntime
import Testing

struct VerifierCase: CustomTestStringConvertible, Sendable {
  var name: String
  var kind: String
  var rule: String
  var method: String

  var testDescription: String { "\(name).\(kind)" }
  var path: String { "\(Fixtures.programs)/verify/\(name).\(kind)" }

  static func all(_ kind: String) -> [VerifierCase] {
    let table = (try? Fixtures.text("\(Fixtures.programs)/verify/cases.tsv")) ?? ""
    return table.split(separator: "\n").dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    .filter { $0.count >= 5 && $0[1] == kind }
    .map { VerifierCase(name: $0[0], kind: $0[1], rule: $0[3], method: $0[4]) }
  }

  func run(budget: Int64 = 50_000_000) throws -> ProgramRun {
    let run = ProgramRun()
    run.arena = 512 << 10
    run.budget = budget
    try run.run(libraries: ["mscorlib"], files: [try Fixtures.read("\(path).pe")])
    return run
  }
}

@Suite struct VerifierTests {
  @Test(arguments: VerifierCase.all("bad")) func refusesHostileCode(_ test: VerifierCase) throws {
    let run = try test.run()
    guard case .refused(let message) = run.end else {
      Issue.record("\(test.rule): not refused, it ended with \(run.end)")
      return
    }
    #expect(run.output.isEmpty)
    if !test.method.isEmpty {
      // What the loader refuses it names by table and row, what the verifier refuses by type and method.
      #expect(
        message.contains(test.method) || message.contains("MethodDef["), "the message names the method: \(message)")
    }
  }

  @Test(arguments: VerifierCase.all("good")) func runsVerifiableCode(_ test: VerifierCase) throws {
    let run = try test.run()
    #expect(run.end == .finished(exitCode: 0))
    #expect(run.text == (try Fixtures.text("\(test.path).expected")))
  }

  @Test(arguments: VerifierCase.all("runtime") + VerifierCase.all("either")) func staysSound(_ test: VerifierCase)
    throws
  {
    let run = try test.run()
    if case .refused = run.end { return }
    #expect(run.end == .finished(exitCode: 0))
    #expect(run.text == (try Fixtures.text("\(test.path).expected")))
  }

  @Test(arguments: VerifierCase.all("budget")) func onlyTheBudgetEndsIt(_ test: VerifierCase) throws {
    #expect(try test.run(budget: 3_000_000).end == .budget)
  }
}

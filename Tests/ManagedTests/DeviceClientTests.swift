// The device client against an engine that the tests play.

import Foundation
import NanoRuntime
import Testing

@Suite(.enabled(if: ClassLibrary.hasCompiler, "needs mcs")) struct DeviceClientTests {
  private static let probe = Result { try ClassLibrary.program("probe", library: true) }

  private func started() throws -> Machine {
    let machine = try Machine(application: try Self.probe.get())
    try machine.call("Start", "Probe.Runner")
    #expect(machine.exceptions.isEmpty)
    return machine
  }

  @Test func answersAreMatchedByNumber() throws {
    let machine = try started()
    try machine.invoke("ReadTwin", 1)
    try machine.invoke("ReadTwin", 2)
    #expect(machine.sent(.getTwin).count == 2)
    let numbers = machine.requests.map(\.number)
    try machine.answer(numbers[1], "200", #"{"desired":{"u":22,"$version":5},"reported":{"$version":1}}"#)
    #expect(machine.answer(toCall: 2) == #"200 {"u":22,"version":5}"#)
    #expect(machine.answer(toCall: 1) == nil)
    try machine.answer(numbers[0], "200", #"{"desired":{"u":11,"$version":4},"reported":{}}"#)
    #expect(machine.answer(toCall: 1) == #"200 {"u":11,"version":4}"#)
  }

  @Test(arguments: ["429", "503", "0", "nonsense"]) func failedGetTwinIsNull(status: String) throws {
    let machine = try started()
    try machine.invoke("ReadTwin", 1)
    try machine.answer(machine.requests[0].number, status, #"{"message":"no"}"#)
    #expect(machine.answer(toCall: 1) == "200 null")
  }

  @Test(arguments: ["", "{", "[]", #"{"desired":{"u":01}}"#]) func malformedTwinIsNull(payload: String) throws {
    let machine = try started()
    try machine.invoke("ReadTwin", 1)
    try machine.answer(machine.requests[0].number, "200", payload)
    #expect(machine.answer(toCall: 1) == "200 null")
    #expect(machine.output.contains("status 10"))
  }

  @Test func getTwinEndsWithItsToken() throws {
    let machine = try started()
    try machine.invoke("ReadTwin", 1)
    machine.advance(by: 900)
    #expect(machine.answer(toCall: 1) == nil)
    machine.advance(by: 200)
    #expect(machine.answer(toCall: 1) == "200 null")
    try machine.answer(machine.requests[0].number, "200", #"{"desired":{},"reported":{}}"#)
    #expect(machine.exceptions.isEmpty)
  }

  @Test(arguments: [("204", "true"), ("200", "false"), ("400", "false"), ("0", "false")])
  func reportedPropertiesCountOnlyWhenAccepted(status: String, result: String) throws {
    let machine = try started()
    try machine.invoke("Report", 1, #"{"n":1,"text":"\u00e9\n","list":[1.5,null,true],"long":5000000000}"#)
    #expect(machine.sent(.updateReported) == [#" {"n":1,"text":"é\n","list":[1.5,null,true],"long":5000000000}"#])
    #expect(machine.answer(toCall: 1) == nil)
    try machine.answer(machine.requests[0].number, status)
    #expect(machine.answer(toCall: 1) == "200 \(result)")
  }

  @Test func withoutAnAnswerARequestEndsAfterThirtySeconds() throws {
    let machine = try started()
    try machine.invoke("Send", 1, "{}")
    machine.advance(by: 29_000)
    #expect(machine.answer(toCall: 1) == nil)
    machine.advance(by: 2_000)
    #expect(machine.answer(toCall: 1) == "200 false")
  }

  @Test func nothingIsSentWhileTheLinkIsDown() throws {
    let machine = try started()
    try machine.invoke("Echo", 1, "1")
    machine.isConnected = false
    try machine.invoke("Report", 2, "{}")
    machine.isConnected = true
    #expect(machine.requests.count == 1)
    #expect(machine.exceptions.isEmpty)
  }

  @Test func telemetryCarriesItsProperties() throws {
    let machine = try started()
    try machine.invoke("Send", 1, #"{"n":1}"#)
    #expect(
      machine.sent(.telemetry) == [#"$.ct=application%2Fjson&$.ce=utf-8&a%26b=c%20d&$.sub=part {"n":1}"#])
    try machine.answer(machine.requests[0].number, "200")
    #expect(machine.answer(toCall: 1) == "200 true")
  }

  @Test func methodsAnswer() throws {
    let machine = try started()
    try machine.invoke("ReadTwin", 1)
    try machine.invoke("Echo", 2, #"{"x":[1]}"#)
    #expect(machine.answer(toCall: 2) == #"200 {"x":[1]}"#, "a method that waits must not hold up another")
    try machine.invoke("Echo", 3, "")
    #expect(machine.answer(toCall: 3) == "200 {}")
    try machine.invoke("echo", 4)
    #expect(machine.answer(toCall: 4)?.hasPrefix("501 {") == true)
    try machine.invoke("Fail", 5)
    let failure = try #require(machine.answer(toCall: 5))
    #expect(failure.hasPrefix("504 "))
    let body = try JSONDecoder().decode([String: String].self, from: Data(failure.dropFirst(4).utf8))
    #expect(body == ["Exception": "System.InvalidOperationException: a \"quoted\" \\ text\n"])
    #expect(machine.exceptions.isEmpty)
  }

  @Test func messagesAndChangesReachTheApplication() throws {
    let machine = try started()
    try machine.deliver(4, 0, "%24.mid=7&a%26b=c%3Dd&flag", "hello")
    #expect(machine.output.contains("message hello\n$.mid=7\na&b=c=d\nflag=null\n"))
    try machine.call("TwinUpdated", "Probe.Runner", #"{"UpdateTime":5,"gone":null,"$version":9}"#)
    #expect(machine.output.contains("event 9"))
    #expect(machine.output.contains(#"patch 9 {"UpdateTime":5,"gone":null}"#))
    try machine.deliver(5, 0, "", "")
    #expect(machine.output.hasSuffix("status 1\n"))
    #expect(machine.exceptions.isEmpty)
  }

  @Test func exceptionsOfTheApplicationReachTheEngine() throws {
    let machine = try started()
    try machine.call("TwinUpdated", "Probe.Runner", "{not json")
    #expect(machine.exceptions.count == 1)
    try machine.call("Start", "Probe.Missing")
    #expect(machine.exceptions.count == 2)
    #expect(machine.exceptions.last?.contains("Probe.Missing") == true)
  }

  @Test(arguments: [1, 2]) func theSampleApplicationRunsInTheArenaOfADevKit(version: Int) throws {
    let machine = try Machine(application: try ClassLibrary.sample(version: version), arena: 81_920)
    let suffix = version == 1 ? "" : #","Version":2"#
    try machine.call("Start", "CountMeasurement.OtaRunner")
    try machine.answer(1, "200", #"{"desired":{"UpdateTime":1000,"$version":2},"reported":{"$version":1}}"#)
    for step in 0..<20 {
      for (number, request) in machine.requests where request.kind == .telemetry { try machine.answer(number, "200") }
      machine.advance(by: step == 0 ? 0 : 1_000)
    }
    let counts = machine.sent(.telemetry).filter { $0.contains("Counts") }
    #expect(counts.count >= 19)
    #expect(counts.first == " {\"Counts\":1\(suffix)}")
    try machine.invoke("GetCount", 9)
    #expect(machine.answer(toCall: 9)?.hasPrefix("200 {\"Counts\":") == true)
    try machine.call("Stop", "CountMeasurement.OtaRunner")
    machine.advance(by: 5_000)
    #expect(machine.sent(.telemetry).last == #" {"state":"Stopping CountMeasurement"}"#)
    #expect(!machine.advance(by: 60_000), "no thread is left")
    #expect(machine.exceptions.isEmpty, "\(machine.exceptions)")
  }
}

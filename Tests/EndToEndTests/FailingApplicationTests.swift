// Applications that are what the document promises and still do not work (Tests/Apps, made by the official toolchain): the
// version before comes back, with the reason in the reported properties.

import Foundation
import OTAInterface
import Testing
import ToolSupport

@testable import edgeota

private func app(_ name: String) -> String { "\(packageRoot)/Tests/Apps/\(name)/\(name).pe" }

/// An application that fails, the word that is reported, and a part of the reason.
struct FailingApplication: CustomTestStringConvertible {
  var name: String
  var code: String
  var detail: String

  var testDescription: String { name }
}

@Suite struct FailingApplicationTests {
  @Test(arguments: [
    FailingApplication(name: "StartThrows", code: "start", detail: "System.IndexOutOfRangeException"),
    FailingApplication(name: "StartHangs", code: "hang", detail: "Start did not return in time"),
    FailingApplication(name: "CctorThrows", code: "start", detail: "System.TypeInitializationException"),
    FailingApplication(name: "CrashesLater", code: "crash", detail: "System.InvalidCastException"),
    FailingApplication(name: "EatsMemory", code: "crash", detail: "System.OutOfMemoryException"),
  ]) func aFailedTrialIsRolledBack(_ failing: FailingApplication) throws {
    try Site.run(board: "espressif/esp32-devkitc", provisioning: ["--probation", "4", "--start-limit", "2"]) { site in
      try site.bootWithVersion1()
      try site.succeed("publish", app(failing.name), "--device", Site.device)
      let detail = try site.failure(failing.code)
      #expect(detail.contains(failing.detail), "\(detail)")
      let first = try #require(site.board).log().firstIndex { $0.contains("Starting version 2") } ?? 0
      try site.line("Starting version 1", from: first)
      try site.moreCounts(3)
      try site.eventually("version 1 reported") {
        let reported = try site.reported
        return reported["ota"]?["state"]?.text == "idle" && reported["ota"]?["have"]?.intValue == 1
          && reported["CodeRunning"]?.text == "Code Running" && reported["CodeUpdated"] == false ? () : nil
      }
      #expect(try site.failure(failing.code) == detail)
    }
  }

  /// What is missing is seen before the application that runs is touched.
  @Test func aMissingReferenceIsNamedBeforeTheOldStops() throws {
    try Site.run { site in
      try site.bootWithVersion1()
      try site.succeed("publish", app("MissingLibrary"), "--device", Site.device)
      let detail = try site.failure("refused")
      #expect(detail.contains("GreenhouseCore"), "\(detail)")
      try site.moreCounts(3)
      try site.expectOldRuns()
      // With what was missing, and in any order, the set is complete.
      try site.succeed("publish", app("MissingLibrary"), app("GreenhouseCore"), "--device", Site.device)
      try site.expectConfirmed(3)
    }
  }

  @Test func aSetOfTwoAssembliesRuns() throws {
    try Site.run(board: "espressif/esp32-devkitc") { site in
      try site.succeed("publish", app("Greenhouse"), app("GreenhouseCore"), "--device", Site.device)
      try site.boot()
      try site.expectConfirmed(1)
      let readings = try site.succeed("monitor", "--count", "2", "--timeout", "60")
      #expect(readings.contains("{\"air\":\"") && readings.contains("\"alarms\":"), "\(readings)")
      try site.succeed("twin", "set", Site.device, "High=19000")
      try site.eventually("an alarm") {
        try site.succeed("monitor", "--count", "1", "--timeout", "60").contains("{\"alarm\":\"air ") ? () : nil
      }
    }
  }

  /// An exception in TwinUpdated is reported; the application goes on, and takes the next patch.
  @Test func anExceptionInTwinUpdatedIsReported() throws {
    try Site.run { site in
      try site.succeed("publish", app("TwinThrows"), "--device", Site.device)
      try site.boot()
      try site.expectConfirmed(1)
      try site.succeed("twin", "set", Site.device, "Rate=fast")
      let detail = try site.failure("crash")
      #expect(detail.hasPrefix("TwinUpdated: System.InvalidCastException"), "\(detail)")
      try site.succeed("twin", "set", Site.device, "Rate=50")
      try site.eventually("the new rate") {
        try site.succeed("monitor", "--count", "1", "--timeout", "60").contains("\"rate\":50}") ? () : nil
      }
    }
  }
}

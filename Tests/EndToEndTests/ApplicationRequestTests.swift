// What an application asks of the board it runs on, by the class library: Rtc.SetSystemTime and Power.RebootDevice.

import Foundation
import OTAInterface
import Testing
import ToolSupport

@testable import edgeota

@Suite struct ApplicationRequestTests {
  private static let source = """
    using System;
    using System.Diagnostics;
    using nanoFramework.Azure.Devices.Client;
    using nanoFramework.Azure.Devices.Shared;
    using nanoFramework.Runtime.Native;

    namespace CountMeasurement
    {
        public static class OtaRunner
        {
            public static void Start(DeviceClient client)
            {
                Power.OnRebootEvent += delegate { Debug.WriteLine("A restart is coming"); };
                Debug.WriteLine("Started in " + DateTime.UtcNow.Year.ToString());
            }

            public static void Stop() { }

            public static void TwinUpdated(TwinCollection twin)
            {
                if (twin.Contains("Year"))
                {
                    bool isSet = Rtc.SetSystemTime(new DateTime((int)twin["Year"], 1, 2, 3, 4, 5));
                    Debug.WriteLine(isSet.ToString() + ", it is " + DateTime.UtcNow.Year.ToString());
                }
                if (twin.Contains("Restart"))
                {
                    Power.RebootDevice();
                    Debug.WriteLine("never");
                }
            }
        }
    }
    """

  @Test func theClockIsSetAndTheBoardRestarts() throws {
    try Site.run { site in
      let file = "\(site.fixture.options.folder)/Restarts.cs"
      try Self.source.write(toFile: file, atomically: true, encoding: .utf8)
      let built = try Tool.run(
        "edgeota", ["build", file, "-o", site.fixture.options.folder, "--library", "--define", "DEBUG"])
      try #require(built.status == 0, "\(built)")
      try site.succeed("publish", "\(site.fixture.options.folder)/Restarts.pe", "--device", Site.device)
      try site.boot()
      try site.expectConfirmed(1)
      let year = Calendar(identifier: .gregorian).component(.year, from: Date())

      try site.succeed("twin", "set", Site.device, "Year=2001")
      try site.line("| False, it is \(year)")
      try site.succeed("twin", "set", Site.device, "Year=2090")
      try site.line("| True, it is 2090")
      try site.line("The application set date and time to 2090-01-02T03:04:05Z")

      let before = site.lineCount
      try site.succeed("twin", "set", Site.device, "Restart=true")
      for text in [
        "| A restart is coming", "Version 1 restarts the board, ", "Restarting now", "Program Started.",
        "The board was restarted", "Starting version 1", "| Started in \(year)",
      ] { try site.line(text, from: before) }
      #expect(site.board?.log().contains { $0.contains("| never") } == false)
      // The board runs on with its image open.
      let flash = try Tool.run("edgeota", ["flash", "info", site.flash])
      #expect(flash.status == 0 && flash.output.contains("device: \(Site.device) at "))
      #expect(flash.output.contains("journal: Version 1 restarts the board, "), "\(flash.output)")
      try site.stopBoard()
    }
  }
}

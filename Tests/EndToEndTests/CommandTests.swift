// The commands as users type them: connection strings as for Azure, mistakes and their answers, and the end by Ctrl-C.

import CloudSupport
import Foundation
import LocalCloud
import OTAInterface
import Testing
import ToolSupport

@testable import edgeota

@Suite struct CommandTests {
  /// The way of a user of Azure: connection strings from the environment or from files, the board's image made from its
  /// own string, applications in a container with tokens.
  @Test func connectionStringsWorkAsForAzure() throws {
    try Site.run { site in
      // Another state folder: nothing here knows of the local cloud.
      let folder = "\(site.fixture.options.folder)/elsewhere"
      let service = ["EDGEOTA_CONNECTION_STRING": site.endpoints.serviceConnectionString]
      func run(_ arguments: [String], _ environment: [String: String]) throws -> ProgramResult {
        let common = ["--authority", site.endpoints.authorityPath, "--state", folder]
        return try Tool.run("edgeota", arguments + common, environment)
      }
      let created = try run(["device", "create", "azure1"], service)
      try #require(created.status == 0, "\(created.output)")
      let shown = try run(["device", "show", "azure1", "--connection-string"], service)
      let key = try #require(shown.output.split(separator: "=", maxSplits: 3).last).dropLast()
      let device = site.endpoints.deviceConnectionString(device: "azure1", key: String(key))

      let board = try Tool.start(
        "edgeota", ["board", "run", "--no-sleep", "--roots", site.endpoints.authorityPath, "--state", folder],
        ["EDGEOTA_DEVICE_CONNECTION_STRING": device])
      try #require(board.line(with: "Online", seconds: Site.patience) != nil, "\(board.log())")
      let published = try run(
        [
          "publish", Site.official, "--device", "azure1", "--container", site.blobs.container.url, "--set",
          "UpdateTime=50",
        ],
        service.merging([
          "EDGEOTA_BLOB_TOKEN": site.token("cw"), "EDGEOTA_BLOB_READ_TOKEN": site.token("r"),
        ]) { $1 })
      try #require(published.status == 0, "\(published.output)")
      try #require(board.line(with: "Starting version 1", seconds: Site.patience) != nil, "\(board.log())")
      let file = "\(folder)/service"
      try makePrivateFolder(folder)
      try replaceFile(file, with: Bytes(site.endpoints.serviceConnectionString.utf8))
      let answer = try run(["invoke", "GetCount", "--device", "azure1", "--connection-file", file], [:])
      #expect(answer.status == 0 && answer.output.hasPrefix("{\"Counts\":"), "\(answer.output)")
      let twin = try run(["twin", "get", "azure1"], service)
      #expect(twin.status == 0 && twin.output.contains("\"CodeVersion\":1") && !twin.output.contains(site.token("r")))
      for verb in [["monitor"], ["c2d", "--device", "azure1", "hello"]] {
        let refused = try run(verb, service)
        #expect(refused.status == 64)
        #expect(refused.output.contains("on Azure IoT Hub it would need AMQP"), "\(refused.output)")
      }
      #expect(board.end() == 0)
      // The next run needs no string: the identity is in flash.
      let again = try Tool.start("edgeota", ["board", "run", "--no-sleep", "--device", "azure1", "--state", folder])
      try #require(again.line(with: "Online", seconds: Site.patience) != nil, "\(again.log())")
      #expect(again.end() == 0)
      for log in [board.log(), again.log()] { #expect(!log.joined().contains(key)) }
    }
  }

  /// A wrong key is refused by the hub; the board says so, tries again, and its application runs.
  @Test func aWrongKeyIsSaidPlainly() throws {
    try Site.run { site in
      let wrong = site.endpoints.deviceConnectionString(device: "board2", key: encodeBase64(randomBytes(32)).text)
      try site.succeed("device", "create", "board2")
      let board = try Tool.start(
        "edgeota", ["board", "run", "--no-sleep", "--state", site.fixture.options.folder],
        ["EDGEOTA_DEVICE_CONNECTION_STRING": wrong])
      let refusal = "MQTT return code 5 (wrong key, unknown or disabled device)"
      #expect(board.line(with: refusal, seconds: Site.patience) != nil, "\(board.log())")
      #expect(board.line(with: "Next attempt in ", seconds: Site.patience) != nil)
      #expect(board.end() == 0)
    }
  }

  /// Arguments, exit status, a part of the message. `STATE` is the state folder of a cloud with the device board1.
  static let mistakes: [([String], Int32, String)] = [
    ([], 64, "usage: edgeota COMMAND"),
    (["nonsense"], 64, "there is no command 'nonsense'; `edgeota --help` lists them"),
    (["cloud", "extra"], 64, "unexpected argument 'extra' (edgeota cloud --help)"),
    (["cloud", "--listen", "name", "--state", "STATE/second"], 64, "'name' is no numeric address"),
    (["cloud", "--listen", "0.0.0.0", "--state", "STATE/second"], 64, "listening on all addresses is not possible"),
    (["cloud", "--mqtt-port", "99999"], 64, "--mqtt-port takes a number from 0 to 65535, got '99999'"),
    (["cloud", "--state", "STATE"], 69, "another cloud runs in STATE"),
    (["cloud", "--state", "STATE/second", "--listen", "ADDRESS"], 69, "ADDRESS:8883 is in use already"),
    (["cloud", "--state", "/proc/none"], 73, "cannot make the folder /proc/none: No such file or directory"),
    (["device", "list", "--state", "STATE/none"], 64, "no hub: start `edgeota cloud`, or set"),
    (["device"], 64, "expected `create ID`, `show ID`, `delete ID` or `list`"),
    (["device", "create", "bad id"], 64, "'bad id' is no device id"),
    (["device", "create", "board1", "--state", "STATE"], 69, "there is a device 'board1' already"),
    (["device", "list", "--connection-file", "/nowhere"], 66, "cannot read /nowhere"),
    (["provision", "board1", "--state", "STATE"], 73, "is there already; --replace makes it anew"),
    (["provision", "nobody", "--state", "STATE"], 69, "there is no device 'nobody'"),
    (["provision", "board1", "--board", "no/such"], 64, "unknown board \"no/such\"; known boards: "),
    (["board", "run", "--device", "nobody", "--state", "STATE"], 66, "make one with `edgeota provision nobody`"),
    (["board", "run", "--flash", "/etc/hostname"], 66, "the board's flash has 4194304"),
    (["board", "run", "--state", "STATE", "--serial", "/nowhere/port"], 66, "serial port /nowhere/port: No such file"),
    (["board", "walk"], 64, "expected run or list"),
    (["twin", "get", "nobody", "--state", "STATE"], 69, "there is no device 'nobody'"),
    (["twin", "set", "board1", "UpdateTime", "--state", "STATE"], 64, "expected NAME=VALUE, got 'UpdateTime'"),
    (["twin", "set", "board1", "{bad", "--state", "STATE"], 64, "the patch is no JSON: "),
    (["twin", "set", "board1", "a.b=1", "--state", "STATE"], 69, "key 'a.b' holds a control character"),
    (["invoke", "GetCount"], 64, "expected --device ID and METHOD [JSON]"),
    (["invoke", "M", "{", "--device", "board1", "--state", "STATE"], 64, "the payload is no JSON"),
    (["invoke", "M", "--device", "board1", "--timeout", "5", "--state", "STATE"], 69, "'board1' is not connected"),
    (["publish", "--device", "board1", "--state", "STATE"], 64, "expected at least one PE file"),
    (["publish", "none.pe", "--device", "board1", "--state", "STATE"], 66, "cannot read none.pe"),
    (["publish", "/etc/hostname", "--device", "board1", "--state", "STATE"], 65, "is no nanoFramework PE file"),
    (["publish", "DAMAGED", "--device", "board1", "--state", "STATE"], 65, "is damaged: its checksum is wrong"),
    (["publish", Site.official, "--container", "https://h/c"], 64, "expected a SAS token in $EDGEOTA_BLOB_TOKEN"),
    (["flash", "dump", "STATE/flash/board1.bin", "no", "-o", "x"], 64, "has no partition 'no'; it has nvs, "),
    (["flash", "info", "/nowhere"], 66, "cannot read /nowhere: there is no such file"),
    (["flash", "info", "/etc/hostname"], 66, "bytes, the board's flash has 4194304"),
    (["exec", "/nowhere.pe"], 66, "cannot read /nowhere.pe"),
    (["exec", "/etc/hostname"], 65, "/etc/hostname is refused: header: "),
    (["demo", "extra"], 64, "unexpected argument 'extra'"),
  ]

  @Test func mistakesAreAnsweredWithWhatToDo() throws {
    try Site.run { site in
      let folder = site.fixture.options.folder
      let damaged = "\(folder)/damaged.pe"
      var content = try #require(try readFile(Site.official))
      content[content.count - 1] ^= 1
      try replaceFile(damaged, with: content)
      func fill(_ text: String) -> String {
        text.replacingOccurrences(of: "STATE", with: folder).replacingOccurrences(of: "DAMAGED", with: damaged)
          .replacingOccurrences(of: "ADDRESS", with: site.fixture.options.address)
      }
      for (arguments, status, message) in CommandTests.mistakes {
        let result = try Tool.run("edgeota", arguments.map(fill))
        #expect(result.status == status && result.output.contains(fill(message)), "\(arguments): \(result)")
      }
      for (text, message) in [
        ("garbage", "expected NAME=VALUE parts separated by ';'"), ("HostName=h", "neither DeviceId nor"),
        ("HostName=h;SharedAccessKeyName=n;SharedAccessKey=!", "SharedAccessKey is not Base64"),
        ("HostName=h;DeviceId=d;SharedAccessKey=QUJD", "expected a service connection string: "),
      ] {
        let result = try Tool.run("edgeota", ["device", "list"], ["EDGEOTA_CONNECTION_STRING": text])
        #expect(result.status == 64 && result.output.contains(message), "\(result)")
        #expect(!result.output.contains("QUJD"))
      }
    }
  }

  /// `flash` makes, explains and copies an image, in the folder where the user is.
  @Test func flashImagesAreMadeExplainedAndCopied() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/edgeota-flash-\(UUID().uuidString)"
    try makePrivateFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func flash(_ arguments: String...) throws -> ProgramResult {
      try Subprocess.run(
        "env", ["-C", folder, Tool.path("edgeota"), "flash"] + arguments, environment: ["EDGEOTA_ROOT": packageRoot])
    }
    #expect(try flash("image", "x.bin", "--board", "espressif/esp32-devkitc").status == 0)
    let again = try flash("image", "x.bin")
    #expect(again.status == 73 && again.output.contains("--replace"), "\(again.output)")
    let info = try flash("info", "x.bin").output
    #expect(info.contains("deploy") && info.contains("base assemblies: ") && info.contains("device: none"), "\(info)")
    #expect(try flash("dump", "x.bin", "deploy", "--output", "deploy.bin").status == 0)
    let library = try #require(try readFile("\(folder)/deploy.bin"))
    #expect(library.starts(with: Bytes("NFMRK1".utf8)))
    let unprovisioned = try Tool.run("edgeota", ["board", "run", "--flash", "\(folder)/x.bin"])
    #expect(unprovisioned.status == 66 && unprovisioned.output.contains("the board is not provisioned"))
  }

  @Test func aCloudThatIsGoneIsNamed() throws {
    try Site.run { site in
      site.fixture.stop()
      let result = try site.edgeota(["device", "list"])
      #expect(result.status == 69 && result.output.contains("; does `edgeota cloud` run?"), "\(result.output)")
      try site.fixture.start()
    }
  }

  @Test func everyCommandHasHelp() throws {
    for name in CommandLineTool.verbs.map(\.name) {
      let result = try Tool.run("edgeota", [name, "--help"])
      #expect(result.status == 0)
      #expect(result.output.hasPrefix("edgeota \(name): ") && result.output.contains("Usage: edgeota \(name)"))
    }
    let overview = try Tool.run("edgeota", ["--help"])
    #expect(overview.status == 0)
    for verb in CommandLineTool.verbs { #expect(overview.output.contains("  \(verb.name) ")) }
  }

  /// A board that runs has its image for itself: nothing else may boot from it or replace it, but everybody may look.
  @Test func anImageInUseIsLeftAlone() throws {
    try Site.run { site in
      try site.boot()
      try site.line("Online")
      for arguments in [
        ["provision", Site.device, "--replace", "--state", site.fixture.options.folder],
        ["board", "run", "--device", Site.device, "--state", site.fixture.options.folder],
        ["flash", "image", site.flash, "--replace"],
      ] {
        let result = try Tool.run("edgeota", arguments)
        #expect(result.status != 0 && result.output.contains("is in use by a board"), "\(arguments): \(result)")
      }
      let info = try Tool.run("edgeota", ["flash", "info", site.flash])
      #expect(info.status == 0 && info.output.contains("device: \(Site.device) at "), "\(info)")
      let dump = "\(site.fixture.options.folder)/config.bin"
      #expect(try Tool.run("edgeota", ["flash", "dump", site.flash, "config", "-o", dump]).status == 0)
      #expect(try #require(try readFile(dump)).count % 4_096 == 0)
      #expect(try #require(site.board).isRunning)
      try site.stopBoard()
    }
  }

  /// Ctrl-C in the middle of the demo: board and broker end too, and the same state folder serves the next run.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func anInterruptedDemoLeavesNothingBehind(_ signal: Int32) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/edgeota-demo-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for _ in 1...2 {
      let demo = try Tool.start("edgeota", ["demo", "--state", folder])
      try #require(demo.line(with: "telemetry at the hub", seconds: Site.patience) != nil, "\(demo.log())")
      #expect(demo.end(signal) == 130, "\(demo.log())")
      #expect(demo.log().last?.hasPrefix("edgeota: interrupted while waiting for ") == true, "\(demo.log())")
      #expect(!runningPrograms().contains { $0.commandLine.contains(folder) })
    }
  }

  /// Colour and progress are for terminals; NO_COLOR takes the colour away there too.
  @Test func colourIsForTerminalsOnly() throws {
    func inTerminal(_ environment: [String: String]) throws -> String {
      let command = Tool.path("edgeota") + " nonsense"
      return try Subprocess.run("script", ["-qec", command, "/dev/null"], environment: environment).output
    }
    let escape = "\u{1B}["
    #expect(try inTerminal(["NO_COLOR": ""]).contains(escape))
    #expect(try !inTerminal(["NO_COLOR": "1"]).contains(escape))
    #expect(try !Tool.run("edgeota", ["nonsense"]).output.contains(escape))
  }
}

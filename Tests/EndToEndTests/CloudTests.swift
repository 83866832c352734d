// The local cloud as a whole: start, restart, refusals, the privacy of its state, its end.

import CCloudSupport
import CloudSupport
import Foundation
import LocalCloud
import OTAInterface
import Testing

/// The text of the error that starting ends with; nil if it starts.
private func startFailure(_ options: CloudOptions) -> String? {
  do {
    try LocalCloud.start(options).stop()
    return nil
  } catch {
    return "\(error)"
  }
}

@Suite struct CloudTests {
  @Test func stateIsPrivateAndEndpointsAreFoundAgain() throws {
    let fixture = try CloudFixture()
    let folder = fixture.options.folder
    func mode(_ path: String) throws -> Int {
      try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }
    #expect(try mode(folder) == 0o700)
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) where !file.hasSuffix(".pem") {
      #expect(try mode("\(folder)/\(file)") & 0o077 == 0, "\(file)")
    }
    let endpoints = try #require(fixture.cloud?.endpoints)
    #expect(try CloudEndpoints.load(from: folder) == endpoints)
    #expect(endpoints.hubHost == fixture.options.address)
    #expect(endpoints.serviceURL == "https://\(fixture.options.address):8443")
    #expect(endpoints.blobURL == "https://\(fixture.options.address):10000/edgeota")
    let commandLines = runningPrograms().map(\.commandLine)
    let key = try #require(try ConnectionString.parse(Bytes(endpoints.serviceConnectionString.utf8)).key)
    #expect(!commandLines.contains { $0.contains(encodeBase64(key).text) })
  }

  @Test func keysAndCertificatesSurviveARestart() throws {
    let fixture = try CloudFixture()
    let first = try #require(fixture.cloud?.endpoints)
    let names = ["ca.pem", "ca.key", "server.pem", "server.key", "policies.json", "accounts.json"]
    let before = try names.map { try fixture.content($0) }
    fixture.stop()
    try fixture.start()
    #expect(fixture.cloud?.endpoints == first)
    #expect(try names.map { try fixture.content($0) } == before)
  }

  @Test func anotherAddressGetsACertificateOfTheSameAuthority() throws {
    let fixture = try CloudFixture()
    fixture.stop()
    let (authority, server) = (try fixture.content("ca.pem"), try fixture.content("server.pem"))
    var options = fixture.options
    options.address = CloudFixture.freshAddress()
    #expect(startFailure(options) == nil)
    #expect(try fixture.content("ca.pem") == authority)
    #expect(try fixture.content("server.pem") != server)
  }

  @Test func damagedStateIsRefusedByNameAndKept() throws {
    let fixture = try CloudFixture()
    fixture.stop()
    let path = "\(fixture.options.folder)/hub.json"
    try replaceFile(path, with: Bytes("{\"format\":1,".utf8))
    let failure = try #require(startFailure(fixture.options))
    #expect(failure.contains("hub.json is damaged"), "\(failure)")
    #expect(try fixture.content("hub.json") == "{\"format\":1,")
  }

  @Test(arguments: ["policies.json", "accounts.json"])
  func damagedKeysAreRefusedByName(_ name: String) throws {
    let fixture = try CloudFixture()
    fixture.stop()
    try replaceFile("\(fixture.options.folder)/\(name)", with: Bytes("{}".utf8))
    let failure = try #require(startFailure(fixture.options))
    #expect(failure.contains("\(name) is damaged"), "\(failure)")
  }

  @Test func twoCloudsRunSideBySideButNotOnOnePort() throws {
    let first = try CloudFixture()
    let second = try CloudFixture()
    #expect(first.cloud?.failure == nil && second.cloud?.failure == nil)
    var options = second.options
    options.address = first.options.address
    #expect(try #require(startFailure(options)).contains("another cloud runs in"))
    second.stop()
    let failure = try #require(startFailure(options))
    #expect(failure.contains(first.options.address), "\(failure)")
  }

  @Test func missingPartsAreNamed() throws {
    let fixture = try CloudFixture()
    fixture.stop()
    var options = fixture.options
    options.broker = "/nowhere/mosquitto"
    #expect(try #require(startFailure(options)).contains("/nowhere/mosquitto is missing"))
    options = fixture.options
    options.plugin = "/nowhere/plugin.so"
    #expect(try #require(startFailure(options)).contains("/nowhere/plugin.so"))
    options = fixture.options
    options.address = "localhost"
    #expect(try #require(startFailure(options)).contains("'localhost'"))
    options.address = "0.0.0.0"
    #expect(try #require(startFailure(options)).contains("all addresses"))
  }

  @Test func freePortsAreTakenWhenAsked() throws {
    let fixture = try CloudFixture()
    fixture.stop()
    var options = fixture.options
    (options.mqttPort, options.servicePort, options.blobPort) = (0, 0, 0)
    let cloud = try LocalCloud.start(options)
    defer { cloud.stop() }
    #expect(cloud.endpoints.hubHost == "\(options.address):\(cloud.endpoints.mqttPort)")
    #expect(cloud.endpoints.mqttPort != 0)
    #expect(!cloud.endpoints.serviceURL.hasSuffix(":0") && !cloud.endpoints.blobURL.contains(":0/"))
  }

  @Test func deadBrokerIsReported() throws {
    let fixture = try CloudFixture()
    try kill(fixture.broker, SIGKILL)
    let deadline = Date(timeIntervalSinceNow: 5)
    while fixture.cloud?.failure == nil, Date() < deadline { usleep(1_000) }
    let failure = try #require(fixture.cloud?.failure)
    #expect(failure.description.contains("signal 9"), "\(failure)")
  }

  /// The kernel kills a child when the thread that started it ends; a process's end ends its threads.
  @Test func childDiesWithTheThreadThatStartedIt() throws {
    let isRunning = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var child: pid_t = -1
    let thread = Thread {
      var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sleep"), strdup("60"), nil]
      child = ccs_spawn(&arguments, 2)
      for argument in arguments { free(argument) }
      isRunning.wait()
    }
    thread.start()
    let deadline = Date(timeIntervalSinceNow: 10)
    while !runningPrograms().contains(where: { $0.process == child && $0.commandLine == "/bin/sleep 60 " }) {
      try #require(Date() < deadline, "the child was not started")
      usleep(1_000)
    }
    isRunning.signal()
    var status: Int32 = 0
    #expect(waitpid(child, &status, 0) == child)
    #expect(status & 0x7F == SIGKILL)
  }
}

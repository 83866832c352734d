import BoardHAL
import BoardHALLinux
import Foundation
import Testing

extension BoardTests {
  /// The MQTT client against the real broker.
  @Suite struct MosquittoClientTests {
    let test: TestBoard
    private static let broker = Shared { try Broker() }

    init() throws {
      test = try TestBoard()
    }

    private func options(_ kind: Certificates.Kind = .good, host: String = "localhost") throws -> MQTTConnectOptions {
      let port = try #require(try Self.broker.value.get().ports[kind])
      return MQTTConnectOptions(
        host: [UInt8](host.utf8), port: port, clientID: [UInt8]("board".utf8), username: [UInt8]("user".utf8),
        password: [UInt8]("password".utf8), keepAlive: 60, cleanSession: true, roots: Certificates.shared.roots)
    }

    private func failure(_ options: MQTTConnectOptions) throws -> ConnectionFailure {
      test.board.mqtt.connect(options)
      let event = try test.nextMQTT()
      guard case .disconnected(let failure) = event else { throw Unexpected("\(event)") }
      #expect(!test.board.mqtt.isConnected)
      return failure
    }

    private func connect() throws {
      test.board.mqtt.connect(try options())
      guard case .connected(sessionPresent: false) = try test.nextMQTT() else { throw Unexpected("not connected") }
      #expect(test.board.mqtt.isConnected)
    }

    @Test(arguments: ["localhost", "127.0.0.1"]) func connectsByNameAndByAddress(host: String) throws {
      test.board.mqtt.connect(try options(host: host))
      guard case .connected = try test.nextMQTT() else { throw Unexpected("not connected") }
    }

    @Test func subscribesPublishesAndReceives() throws {
      try connect()
      let mqtt = test.board.mqtt
      let topic = [UInt8]("a/b".utf8)
      let subscription = try mqtt.subscribe([UInt8]("a/#".utf8), qos: .atLeastOnce)
      guard case .subscribed(subscription, 1) = try test.nextMQTT() else { throw Unexpected("not subscribed") }
      let payload = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let packet = try mqtt.publish(topic: topic, payload: payload, qos: .atLeastOnce)
      var acknowledged = false
      var message: MQTTMessage?
      while !acknowledged || message == nil {
        switch try test.nextMQTT() {
        case .published(packet): acknowledged = true
        case .message(let received): message = received
        case let other: throw Unexpected("\(other)")
        }
      }
      #expect(message?.topic == topic)
      #expect(message?.payload == payload)
      #expect(message?.qos == .atLeastOnce)
    }

    @Test func reportsMessagesOfQoS0AsPublished() throws {
      try connect()
      let packet = try test.board.mqtt.publish(topic: [0x74], payload: [], qos: .atMostOnce)
      guard case .published(packet) = try test.nextMQTT() else { throw Unexpected("not published") }
    }

    @Test func deliversManyMessagesInOrder() throws {
      try connect()
      let mqtt = test.board.mqtt
      _ = try mqtt.subscribe([0x74], qos: .atMostOnce)
      guard case .subscribed = try test.nextMQTT() else { throw Unexpected("not subscribed") }
      for number in 0..<500 {
        _ = try mqtt.publish(topic: [0x74], payload: [UInt8](String(number).utf8), qos: .atMostOnce)
      }
      var received: [String] = []
      while received.count < 500 {
        if case .message(let message) = try test.nextMQTT() {
          received.append(String(decoding: message.payload, as: UTF8.self))
        }
      }
      #expect(received == (0..<500).map { String($0) })
    }

    @Test func wrongHostNameIsRefused() throws {
      let failure = try failure(try options(.otherName))
      #expect(failure.kind == .untrusted)
      #expect(failure.detail.contains("ostname mismatch"))
      let byAddress = try self.failure(try options(.otherName, host: "127.0.0.1"))
      #expect(byAddress.kind == .untrusted)
      #expect(byAddress.detail.contains("IP address mismatch"))
    }

    @Test func unknownCAIsRefused() throws {
      var options = try options()
      options.roots = Certificates.shared.unknownRoots
      let failure = try failure(options)
      #expect(failure.kind == .untrusted)
      #expect(failure.detail.contains("issuer certificate"))
    }

    @Test func certificatesAreJudgedByTheBoardsClock() throws {
      let now = Int64(Date().timeIntervalSince1970)
      test.board.clock.set(unixSeconds: now + 2 * 86_400)
      let expired = try failure(try options(.expired))
      #expect(expired.kind == .untrusted)
      #expect(expired.detail.contains("expired"))
      test.board.clock.set(unixSeconds: now - 86_400)
      let early = try failure(try options())
      #expect(early.detail.contains("not yet valid"))
      let unset = try TestBoard(unixSeconds: nil)
      unset.board.mqtt.connect(try options())
      guard case .disconnected(let failure) = try unset.nextMQTT() else { throw Unexpected("connected") }
      #expect(failure.kind == .untrusted)
    }

    @Test func rootsThatAreNoCertificatesAreRefused() throws {
      var options = try options()
      options.roots = TrustedRoots(pem: [UInt8]("no PEM".utf8))
      #expect(try failure(options).kind == .invalidRequest)
      options.roots = TrustedRoots(pem: Certificates.shared.read("ca.pem").dropLast(60))
      #expect(try failure(options).kind == .invalidRequest)
    }

    @Test func wrongPasswordIsRefusedWithItsCode() throws {
      var options = try options()
      options.password = [UInt8]("guess".utf8)
      test.board.mqtt.connect(options)
      let event = try test.nextMQTT()
      guard case .refused(code: 5) = event else { throw Unexpected("\(event)") }
      #expect(!test.board.mqtt.isConnected)
      try connect()
    }

    @Test func nobodyListeningIsUnreachable() throws {
      var options = try options()
      options.port = freePort()
      let failure = try failure(options)
      #expect(failure.kind == .unreachable, "\(failure.detail)")
    }

    @Test func linkThatGoesDownEndsTheConnection() throws {
      try connect()
      test.board.network.bringDown()
      guard case .network(.down(.requested)) = try test.next() else { throw Unexpected("the link is up") }
      guard case .disconnected(let lost) = try test.nextMQTT() else { throw Unexpected("still connected") }
      #expect(lost.kind == .unreachable)
      #expect(try failure(try options()).kind == .unreachable)
    }

    @Test func unknownNameIsUnresolved() throws {
      #expect(try failure(try options(host: "no-such-host.invalid")).kind == .unresolved)
      #expect(try failure(try options(host: String(repeating: "a", count: 300))).kind == .unresolved)
    }

    @Test func silentServerTimesOut() throws {
      let listener = SilentListener()
      var options = try options()
      options.port = listener.port
      options.timeoutMilliseconds = 200
      #expect(try failure(options).kind == .timeout)
    }

    @Test func serverThatSpeaksNoTLSFails() throws {
      let server = try GreetingServer()
      var options = try options()
      options.port = server.port
      #expect(try failure(options).kind == .tls)
    }

    @Test func serverThatSpeaksNoMQTTFails() throws {
      let server = try GreetingServer(.good)
      var options = try options()
      options.port = server.port
      let failure = try failure(options)
      #expect(failure.kind == .protocolViolation || failure.kind == .closed, "\(failure)")
    }

    @Test func messageThatIsTooLongEndsTheConnection() throws {
      try connect()
      let mqtt = test.board.mqtt
      _ = try mqtt.subscribe([0x74], qos: .atMostOnce)
      guard case .subscribed = try test.nextMQTT() else { throw Unexpected("not subscribed") }
      _ = try mqtt.publish(topic: [0x74], payload: [UInt8](repeating: 1, count: 262_144), qos: .atMostOnce)
      guard case .published = try test.nextMQTT() else { throw Unexpected("not published") }
      guard case .message(let longest) = try test.nextMQTT() else { throw Unexpected("no message") }
      #expect(longest.payload.count == 262_144)
      _ = try mqtt.publish(topic: [0x74], payload: [UInt8](repeating: 1, count: 262_145), qos: .atMostOnce)
      guard case .published = try test.nextMQTT() else { throw Unexpected("not published") }
      guard case .disconnected(let failure) = try test.nextMQTT() else { throw Unexpected("still connected") }
      #expect(failure.kind == .tooLarge)
    }

    @Test func unusableHostNamesAreRefused() throws {
      var options = try options()
      options.host = []
      #expect(try failure(options).kind == .invalidRequest)
      options.host = [UInt8]("local\0host".utf8)
      #expect(try failure(options).kind == .invalidRequest)
    }

    @Test func attemptsAreReplacedAndGivenUpAtOnce() throws {
      for _ in 0..<20 { test.board.mqtt.connect(try options(host: "no-such-host.invalid")) }
      try connect()
      test.board.mqtt.connect(try options())
      test.board.mqtt.disconnect()
      guard case .disconnected(let failure) = try test.nextMQTT() else { throw Unexpected("not given up") }
      #expect(failure.kind == .requested)
      guard case .deadline = test.board.nextEvent(until: 0) else { throw Unexpected("a second event") }
    }

    @Test func disconnectIsOneEvent() throws {
      try connect()
      test.board.mqtt.disconnect()
      guard case .disconnected(let failure) = try test.nextMQTT() else { throw Unexpected("still connected") }
      #expect(failure.kind == .requested)
      test.board.mqtt.disconnect()
      guard case .deadline = test.board.nextEvent(until: 0) else { throw Unexpected("a second event") }
    }

    @Test func sameClientIDElsewhereClosesTheConnection() throws {
      try connect()
      let second = try TestBoard()
      second.board.mqtt.connect(try options())
      guard case .connected = try second.nextMQTT() else { throw Unexpected("not connected") }
      guard case .disconnected(let failure) = try test.nextMQTT() else { throw Unexpected("still connected") }
      #expect(failure.kind == .closed)
    }

    @Test func packetsNeedAConnectionAndAValidTopic() throws {
      #expect(throws: MQTTError.notConnected) {
        try test.board.mqtt.publish(topic: [0x74], payload: [], qos: .atMostOnce)
      }
      #expect(throws: MQTTError.notConnected) { try test.board.mqtt.subscribe([0x74], qos: .atMostOnce) }
      try connect()
      for topic in [[UInt8]](arrayLiteral: [], [0x23], [0x61, 0], [0xFF]) {
        #expect(throws: MQTTError.invalidTopic) {
          try test.board.mqtt.publish(topic: topic, payload: [], qos: .atLeastOnce)
        }
      }
    }
  }
}

// MQTT 3.1.1 over TLS: the engine's one connection to the hub.

/// What a connection needs. `password` is secret: never logged, never part of an error.
public struct MQTTConnectOptions: Sendable {
  /// DNS name or IP address; the server's certificate must be for it.
  public var host: [UInt8]
  public var port: UInt16
  public var clientID: [UInt8]
  public var username: [UInt8]
  public var password: [UInt8]
  /// Seconds, 5 or more; Azure IoT Hub allows at most 1,177 (H-07).
  public var keepAlive: UInt16
  public var cleanSession: Bool
  public var roots: TrustedRoots
  /// Milliseconds from `connect` to CONNACK.
  public var timeoutMilliseconds: Int64

  public init(
    host: [UInt8], port: UInt16 = 8883, clientID: [UInt8], username: [UInt8], password: [UInt8],
    keepAlive: UInt16 = 240, cleanSession: Bool = false, roots: TrustedRoots, timeoutMilliseconds: Int64 = 30_000
  ) {
    self.host = host
    self.port = port
    self.clientID = clientID
    self.username = username
    self.password = password
    self.keepAlive = keepAlive
    self.cleanSession = cleanSession
    self.roots = roots
    self.timeoutMilliseconds = timeoutMilliseconds
  }
}

/// Quality of service; 2 is left out because the hub closes the connection on it (H-06).
public enum MQTTQoS: UInt8, Sendable {
  case atMostOnce = 0
  case atLeastOnce = 1
}

/// An MQTT 3.1.1 client with one connection at a time, always over TLS.
///
/// Callers may assume
/// - that `connect` is answered by exactly one of `.connected`, `.refused` and `.disconnected`;
/// - that after `.refused` or `.disconnected` the client is idle and nothing of the old connection follows;
/// - that a packet id is given back by one `.published` or `.subscribed`, unless the connection ends before;
/// - that a publish which was not acknowledged is not sent again on the next connection: that is the caller's to decide.
///
/// Implementations must
/// - check the server's certificate against `roots` and the host name, and refuse with `.untrusted` and the reason;
/// - send keep-alive pings inside `nextEvent` and end the connection when they stay unanswered;
/// - neither reconnect nor resubscribe by themselves.
public protocol MQTTClient: AnyObject {
  var isConnected: Bool { get }

  /// Starts to connect. A connection that exists is dropped first, without an event.
  func connect(_ options: MQTTConnectOptions)

  /// Sends DISCONNECT and closes; `.disconnected(.requested)` follows if there was a connection or an attempt.
  func disconnect()

  /// Subscribes to one topic filter.
  /// - Returns: the packet id that `.subscribed` will carry.
  func subscribe(_ filter: [UInt8], qos: MQTTQoS) throws(MQTTError) -> UInt16

  /// Sends a message.
  /// - Returns: the packet id that `.published` will carry; the event comes for QoS 0 too, when the message is out.
  func publish(topic: [UInt8], payload: [UInt8], qos: MQTTQoS) throws(MQTTError) -> UInt16
}

/// Why a packet could not even be queued.
public enum MQTTError: Error, Sendable, Equatable {
  case notConnected
  /// Empty, too long, not UTF-8, or with wildcards where none may be.
  case invalidTopic
  /// Longer than the protocol or the client can send.
  case tooLarge
  case resources
}

/// What the connection did.
public enum MQTTEvent: Sendable {
  case connected(sessionPresent: Bool)
  /// The server answered CONNECT with a return code: 1 protocol version, 2 client id, 3 unavailable,
  /// 4 bad user name or password, 5 not authorised (MQTT 3.1.1, table 3.1).
  case refused(code: UInt8)
  /// The connection, or the attempt, ended.
  case disconnected(ConnectionFailure)
  /// SUBACK: `grantedQoS` is 0 or 1, or 0x80 if the server refused the subscription.
  case subscribed(packetID: UInt16, grantedQoS: UInt8)
  /// PUBACK, or sent for QoS 0.
  case published(packetID: UInt16)
  case message(MQTTMessage)
}

/// A message from the server. It may come twice (QoS 1).
public struct MQTTMessage: Sendable {
  public var topic: [UInt8]
  public var payload: [UInt8]
  public var qos: MQTTQoS

  public init(topic: [UInt8], payload: [UInt8], qos: MQTTQoS) {
    self.topic = topic
    self.payload = payload
    self.qos = qos
  }
}

// MQTT over TLS by libmosquitto, driven by the board's event loop. Names are resolved on a thread of their own.

import BoardHAL
import CBoardLinux
import CMosquitto
import COpenSSL
import Glibc

/// One libmosquitto object per connection: nothing of an old connection (queued or unacknowledged messages) can leak
/// into the next one.
///
/// libmosquitto 2.0 continues a TLS handshake only in `mosquitto_loop_read`, and does not notice there that the TCP
/// connection failed; so TCP and TLS phases are watched here (`Phase`) and libmosquitto is called when it can go on.
public final class MosquittoClient: MQTTClient {
  enum Phase {
    case resolving
    case tcp
    case tls
    case connack
    case connected
    case leaving
  }

  /// A connection or an attempt at one.
  final class Session {
    let handle: OpaquePointer
    let tls: TLSContext
    let options: MQTTConnectOptions
    var phase = Phase.resolving
    /// Resolves the host's name ahead of libmosquitto, which would block on it.
    var lookup: OpaquePointer?
    /// Monotonic milliseconds at which an unfinished phase fails.
    var deadline: Int64
    var triedIPv4 = false
    var refusedCode: UInt8?
    /// A message came that is longer than `maximumPayload`.
    var oversized = false
    /// What libmosquitto last logged as an error: OpenSSL's text when TLS fails.
    var logged: String?

    init(handle: OpaquePointer, tls: TLSContext, options: MQTTConnectOptions, deadline: Int64) {
      self.handle = handle
      self.tls = tls
      self.options = options
      self.deadline = deadline
    }

    deinit {
      cbl_lookup_drop(lookup)
      mosquitto_destroy(handle)
    }
  }

  /// A message longer than this ends the connection: Azure IoT Hub sends at most 256 KB (H-11).
  static let maximumPayload = 262_144
  /// Milliseconds between two looks at a name resolution.
  private static let lookupInterval: Int64 = 5
  /// Milliseconds for DISCONNECT to leave.
  private static let leaveTimeout: Int64 = 5_000

  let queue: EventQueue
  private let clock: LinuxClock
  private let network: HostNetworkLink
  var session: Session?

  init(queue: EventQueue, clock: LinuxClock, network: HostNetworkLink) {
    self.queue = queue
    self.clock = clock
    self.network = network
    _ = Self.library
  }

  /// Initialised once for the process and never cleaned up: other users of the library may be there.
  private static let library: Void = {
    mosquitto_lib_init()
  }()

  public var isConnected: Bool { session?.phase == .connected }

  // MARK: - Commands

  public func connect(_ options: MQTTConnectOptions) {
    drop()
    do throws(ConnectionFailure) {
      guard network.isUp else { throw .linkDown }
      let session = try makeSession(options)
      self.session = session
      session.lookup = cString(options.host).flatMap { cbl_lookup_start($0) }
      if session.lookup == nil { throw ConnectionFailure(.resources, "no thread to resolve the host name") }
    } catch {
      session = nil
      queue.post(.mqtt(.disconnected(error)))
    }
  }

  public func disconnect() {
    guard let session else { return }
    guard session.phase == .connected else {
      end(ConnectionFailure(.requested, "disconnected"))
      return
    }
    session.phase = .leaving
    session.deadline = clock.monotonicMilliseconds + Self.leaveTimeout
    settle(mosquitto_disconnect(session.handle))
  }

  public func subscribe(_ filter: [UInt8], qos: MQTTQoS) throws(MQTTError) -> UInt16 {
    guard let session, session.phase == .connected else { throw .notConnected }
    guard let filter = cString(filter) else { throw .invalidTopic }
    var packet: Int32 = 0
    try check(mosquitto_subscribe(session.handle, &packet, filter, Int32(qos.rawValue)))
    return UInt16(truncatingIfNeeded: packet)
  }

  public func publish(topic: [UInt8], payload: [UInt8], qos: MQTTQoS) throws(MQTTError) -> UInt16 {
    guard let session, session.phase == .connected else { throw .notConnected }
    guard let topic = cString(topic) else { throw .invalidTopic }
    guard let count = Int32(exactly: payload.count) else { throw .tooLarge }
    var packet: Int32 = 0
    try check(mosquitto_publish(session.handle, &packet, topic, count, payload, Int32(qos.rawValue), false))
    return UInt16(truncatingIfNeeded: packet)
  }

  /// Forgets the connection and what it had still to tell.
  func drop() {
    session = nil
    queue.remove { if case .mqtt = $0 { true } else { false } }
  }

  private func check(_ result: Int32) throws(MQTTError) {
    switch mosq_err_t(result) {
    case MOSQ_ERR_SUCCESS: return
    case MOSQ_ERR_INVAL, MOSQ_ERR_MALFORMED_UTF8: throw .invalidTopic
    case MOSQ_ERR_PAYLOAD_SIZE, MOSQ_ERR_OVERSIZE_PACKET: throw .tooLarge
    case MOSQ_ERR_NOMEM: throw .resources
    default: throw .notConnected
    }
  }

  // MARK: - Making a connection

  private func makeSession(_ options: MQTTConnectOptions) throws(ConnectionFailure) -> Session {
    guard !options.host.isEmpty, !options.clientID.isEmpty, let clientID = cString(options.clientID),
      cString(options.host) != nil, let username = cString(options.username), let password = cString(options.password)
    else { throw ConnectionFailure(.invalidRequest, "host, client id, user name or password cannot be used") }
    guard options.port > 0, options.keepAlive >= 5 else {
      throw ConnectionFailure(.invalidRequest, "port 0 or keep-alive below 5 seconds")
    }
    // An unset clock is 1970: no certificate is valid yet, as on a chip.
    let tls = try TLSContext(roots: options.roots, host: options.host, unixSeconds: clock.unixSeconds ?? 0)
    let owner = Unmanaged.passUnretained(self).toOpaque()
    guard let handle = mosquitto_new(clientID, options.cleanSession, owner) else {
      throw ConnectionFailure(.resources, "MQTT client: \(errorText(errno))")
    }
    let session = Session(
      handle: handle, tls: tls, options: options,
      deadline: clock.monotonicMilliseconds + max(1, options.timeoutMilliseconds))
    let accepted = [
      mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311),
      mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1),
      mosquitto_int_option(handle, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0),
      mosquitto_void_option(handle, MOSQ_OPT_SSL_CTX, UnsafeMutableRawPointer(tls.context)),
      options.username.isEmpty ? 0 : mosquitto_username_pw_set(handle, username, password),
    ]
    guard accepted.allSatisfy({ $0 == 0 }) else {
      throw ConnectionFailure(.invalidRequest, "MQTT options were refused")
    }
    setCallbacks(handle)
    return session
  }

  private func open(_ session: Session, bindAddress: String?) throws(ConnectionFailure) {
    guard let host = cString(session.options.host) else { return }
    session.phase = .tcp
    let result = mosquitto_connect_bind_async(
      session.handle, host, Int32(session.options.port), Int32(session.options.keepAlive), bindAddress)
    let code = errno
    switch mosq_err_t(result) {
    case MOSQ_ERR_SUCCESS, MOSQ_ERR_CONN_PENDING: return
    case MOSQ_ERR_EAI: throw ConnectionFailure(.unresolved, "the host name does not resolve")
    case MOSQ_ERR_ERRNO: throw ConnectionFailure(.unreachable, errorText(code))
    case MOSQ_ERR_TLS: throw tlsFailure(session)
    default: throw ConnectionFailure(.resources, String(cString: mosquitto_strerror(result)))
    }
  }

  // MARK: - The event loop's side

  /// What to wait for; nil when idle.
  var interest: (descriptor: Int32, read: Bool, write: Bool)? {
    guard let session else { return nil }
    let descriptor = mosquitto_socket(session.handle)
    guard descriptor >= 0 else { return nil }
    switch session.phase {
    case .resolving: return nil
    case .tcp: return (descriptor, false, true)
    case .tls: return (descriptor, true, sslSession(session).map { SSL_want($0) == SSL_WRITING } ?? false)
    case .connack, .connected, .leaving: return (descriptor, true, mosquitto_want_write(session.handle))
    }
  }

  /// Monotonic milliseconds at which `serve` must run even if nothing happens; nil when idle.
  var nextDeadline: Int64? {
    guard let session else { return nil }
    switch session.phase {
    case .resolving: return clock.monotonicMilliseconds + Self.lookupInterval
    // libmosquitto counts keep-alive in whole seconds and asks to be called about every second.
    case .connected: return clock.monotonicMilliseconds + 1_000
    case .tcp, .tls, .connack, .leaving: return session.deadline
    }
  }

  /// Decrypted bytes wait inside OpenSSL, where no poll sees them.
  var hasBufferedInput: Bool {
    guard let session, session.phase != .tcp, let ssl = sslSession(session) else { return false }
    return SSL_pending(ssl) > 0
  }

  /// Goes on with the connection after a poll.
  func serve(readable: Bool, writable: Bool) {
    guard let session else { return }
    switch session.phase {
    case .resolving: finishLookup(session)
    case .tcp:
      if writable { finishTCP(session) }
    case .tls:
      if readable || writable { continueTLS(session, readable: readable) }
    case .connack, .connected, .leaving:
      if readable || hasBufferedInput { settle(mosquitto_loop_read(session.handle, 1)) }
      if self.session === session, writable { settle(mosquitto_loop_write(session.handle, 1)) }
      if self.session === session { settle(mosquitto_loop_misc(session.handle)) }
    }
    if self.session === session, session.phase != .connected, clock.monotonicMilliseconds >= session.deadline {
      end(
        session.phase == .leaving
          ? ConnectionFailure(.requested, "disconnected") : ConnectionFailure(.timeout, timeoutDetail(session.phase)))
    }
  }

  private func timeoutDetail(_ phase: Phase) -> String {
    switch phase {
    case .resolving: "the host name was not resolved in time"
    case .tcp: "no answer to the TCP connection"
    case .tls: "no answer in the TLS handshake"
    default: "no answer to MQTT CONNECT"
    }
  }

  private func finishLookup(_ session: Session) {
    let state = Int(cbl_lookup_state(session.lookup))
    if state == CBL_LOOKUP_PENDING { return }
    do throws(ConnectionFailure) {
      guard state == CBL_LOOKUP_FOUND else {
        throw ConnectionFailure(.unresolved, "the host name does not resolve")
      }
      try open(session, bindAddress: nil)
    } catch {
      end(error)
    }
  }

  private func finishTCP(_ session: Session) {
    guard let code = connectError(mosquitto_socket(session.handle)) else {
      session.phase = .tls
      continueTLS(session, readable: false)
      return
    }
    // libmosquitto takes the first address that does not fail at once; give IPv4 its chance after IPv6.
    do throws(ConnectionFailure) {
      guard !session.triedIPv4 else { throw ConnectionFailure(.unreachable, errorText(code)) }
      session.triedIPv4 = true
      try open(session, bindAddress: "0.0.0.0")
    } catch {
      end(ConnectionFailure(.unreachable, errorText(code)))
    }
  }

  /// Why a TCP connection did not come about; nil if it is there.
  private func connectError(_ descriptor: Int32) -> Int32? {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    if code != 0 { return code }
    // libmosquitto's early attempt at TLS may have taken the error away.
    var peer = sockaddr_storage()
    size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &peer) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &size) }
    }
    return result == 0 ? nil : ECONNREFUSED
  }

  private func continueTLS(_ session: Session, readable: Bool) {
    if readable {
      var byte: UInt8 = 0
      let count = recv(mosquitto_socket(session.handle), &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
      if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) {
        end(ConnectionFailure(.closed, "the server closed the connection during the TLS handshake"))
        return
      }
    }
    // The handshake may be over already: libmosquitto began it before TCP was known to be there.
    if !isSecured(session) {
      guard mosquitto_loop_read(session.handle, 1) == 0, mosquitto_socket(session.handle) >= 0 else {
        end(tlsFailure(session))
        return
      }
    }
    if isSecured(session) {
      session.phase = .connack
      settle(mosquitto_loop_write(session.handle, 1))
    }
  }

  private func isSecured(_ session: Session) -> Bool {
    sslSession(session).map { SSL_is_init_finished($0) == 1 } ?? false
  }

  private func tlsFailure(_ session: Session) -> ConnectionFailure {
    if let refusal = session.tls.refusal {
      return ConnectionFailure(.untrusted, "the server's certificate is refused: \(refusal)")
    }
    return ConnectionFailure(.tls, session.logged ?? "TLS failed")
  }

  private func sslSession(_ session: Session) -> OpaquePointer? {
    mosquitto_ssl_get(session.handle).map { OpaquePointer($0) }
  }

  // MARK: - The end of a connection

  /// Looks at the result of a library call and ends the session if the connection is gone.
  private func settle(_ result: Int32) {
    guard let session else { return }
    if session.oversized {
      end(ConnectionFailure(.tooLarge, "a message is longer than \(Self.maximumPayload) bytes"))
      return
    }
    if result == 0, mosquitto_socket(session.handle) >= 0 { return }
    if let code = session.refusedCode {
      self.session = nil
      queue.post(.mqtt(.refused(code: code)))
      return
    }
    if session.phase == .leaving {
      end(ConnectionFailure(.requested, "disconnected"))
      return
    }
    let text = String(cString: mosquitto_strerror(result))
    switch mosq_err_t(result) {
    case MOSQ_ERR_KEEPALIVE: end(ConnectionFailure(.stalled, "the server does not answer keep-alive"))
    case MOSQ_ERR_PROTOCOL, MOSQ_ERR_MALFORMED_PACKET, MOSQ_ERR_MALFORMED_UTF8, MOSQ_ERR_PAYLOAD_SIZE,
      MOSQ_ERR_OVERSIZE_PACKET:
      end(ConnectionFailure(.protocolViolation, text))
    case MOSQ_ERR_TLS: end(tlsFailure(session))
    case MOSQ_ERR_NOMEM: end(ConnectionFailure(.resources, text))
    default: end(ConnectionFailure(.closed, "the server closed the connection"))
    }
  }

  /// Ends the session with one event.
  func end(_ failure: ConnectionFailure) {
    guard session != nil else { return }
    session = nil
    queue.post(.mqtt(.disconnected(failure)))
  }
}

/// `bytes` with a terminating zero; nil if a zero inside would cut it short.
func cString(_ bytes: [UInt8]) -> [CChar]? {
  guard !bytes.contains(0) else { return nil }
  return bytes.map { CChar(bitPattern: $0) } + [0]
}

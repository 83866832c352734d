// Direct methods (R-04, H-46): a call from the service becomes a request with an id at the device, and the device's
// answer, or the clock, ends it.

import OTAInterface

/// How a direct method stands.
public enum MethodOutcome: Equatable, Sendable {
  /// The device answered; the payload is JSON, or empty.
  case answered(status: Int, payload: Bytes)
  case failed(HubError)
}

/// A call in progress; `Hub.outcome(of:)` redeems it once.
public struct MethodCall: Hashable, Sendable {
  let number: UInt32
}

struct PendingMethod: Sendable {
  let device: String
  let name: Bytes
  let payload: Bytes
  /// Until when the device may connect and subscribe; nil once the request went out.
  var connectDeadline: HubTime?
  let responseTimeout: HubTime
  var deadline: HubTime
  var outcome: MethodOutcome?
}

/// The calls in progress and those whose outcome nobody has taken yet.
struct MethodTable: Sendable {
  private(set) var pending: [UInt32: PendingMethod] = [:]
  private var last: UInt32 = 0

  mutating func add(_ method: PendingMethod) -> UInt32 {
    repeat { last &+= 1 } while last == 0 || pending[last] != nil
    pending[last] = method
    return last
  }

  mutating func sent(_ number: UInt32, now: HubTime) {
    guard var method = pending[number] else { return }
    method.connectDeadline = nil
    method.deadline = now + method.responseTimeout
    pending[number] = method
  }

  /// An answer counts only from the device that was asked, and once.
  mutating func answer(requestID: Bytes, device: String, status: Int, payload: Bytes) {
    guard let number = UInt32(requestID.text, radix: 16), var method = pending[number], method.device == device,
      method.connectDeadline == nil, method.outcome == nil
    else { return }
    method.outcome = .answered(status: status, payload: payload)
    pending[number] = method
  }

  /// A request that went out is lost with the connection; a call that still waits for the device goes on waiting.
  mutating func deviceLeft(_ id: String) {
    for (number, var method) in pending where method.device == id && method.connectDeadline == nil {
      guard method.outcome == nil else { continue }
      method.outcome = .failed(.deviceNotOnline(id))
      pending[number] = method
    }
  }

  mutating func advance(to now: HubTime) {
    for (number, var method) in pending where method.outcome == nil {
      if let connectDeadline = method.connectDeadline {
        guard connectDeadline <= now else { continue }
        method.outcome = .failed(.deviceNotOnline(method.device))
      } else {
        guard method.deadline <= now else { continue }
        method.outcome = .failed(.gatewayTimeout(method.device))
      }
      pending[number] = method
    }
  }

  mutating func take(_ number: UInt32) -> MethodOutcome? {
    guard let outcome = pending[number]?.outcome else { return nil }
    pending[number] = nil
    return outcome
  }

  /// Calls that wait for `device` to connect.
  func waiting(for device: String) -> [(UInt32, PendingMethod)] {
    pending.filter { $0.value.device == device && $0.value.connectDeadline != nil && $0.value.outcome == nil }
      .sorted { $0.key < $1.key }
  }
}

extension Hub {
  /// Calls a direct method.
  /// - Parameters:
  ///   - payload: JSON, or empty for none.
  ///   - responseTimeout: how long the device may take, in milliseconds (5 to 300 seconds on the hub).
  ///   - connectTimeout: how long to wait for a device that is not there, in milliseconds; 0 fails at once.
  /// - Returns: the call, to be redeemed by `outcome(of:)`; or 404001, or 400004 for a name that is not a plain one.
  public mutating func invoke(
    _ id: String, method name: Bytes, payload: Bytes, responseTimeout: HubTime, connectTimeout: HubTime, now: HubTime
  ) throws(HubError) -> MethodCall {
    _ = try device(id)
    let isPlain = name.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2F && $0 != 0x23 && $0 != 0x2B && $0 != 0x3F }
    guard (1...100).contains(name.count), isPlain else {
      throw .invalidArgument("methodName: 1 to 100 printable ASCII characters without / # + ? are a method name")
    }
    guard payload.count <= limits.methodPayloadSize else {
      throw .tooLarge("the payload", payload.count, limits.methodPayloadSize)
    }
    let number = methods.add(
      PendingMethod(
        device: id, name: name, payload: payload, connectDeadline: now + connectTimeout,
        responseTimeout: responseTimeout, deadline: .max))
    sendWaitingMethods(id, now: now)
    methods.advance(to: now)
    return MethodCall(number: number)
  }

  /// The outcome of a call, once; nil while the device has time left.
  public mutating func outcome(of call: MethodCall) -> MethodOutcome? { methods.take(call.number) }

  /// Sends the calls that wait for a device, if it is there and subscribed now. Requests go out at QoS 0 (H-06).
  mutating func sendWaitingMethods(_ id: String, now: HubTime) {
    for (number, method) in methods.waiting(for: id) {
      let topic = HubTopic.method(name: method.name, requestID: Bytes(String(number, radix: 16).utf8))
      guard publish(id, topic, to: .methods, payload: method.payload, qos: 0) else { return }
      methods.sent(number, now: now)
    }
  }
}

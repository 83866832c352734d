// The natives of nanoFramework.Azure.Devices.Client.EngineLink: how managed code reaches the engine's one connection to
// the hub. The managed side waits for answers itself; a native only hands a request over and never blocks.

import CNanoRuntime

/// What an application asks of the engine.
public struct EngineRequest: Sendable, Equatable {
  public enum Kind: Int32, Sendable {
    case getTwin = 1
    case updateReported = 2
    case telemetry = 3
    case methodResponse = 4
  }

  public var kind: Kind
  /// The domain of the calling thread.
  public var domain: UInt32
  /// For `.methodResponse` the number of the call that it answers, else 0.
  public var id: Int32
  /// Telemetry: the encoded property bag. Method response: the status as text. UTF-8.
  public var target: [UInt8]
  /// UTF-8.
  public var payload: [UInt8]

  public init(kind: Kind, domain: UInt32, id: Int32, target: [UInt8], payload: [UInt8]) {
    self.kind = kind
    self.domain = domain
    self.id = id
    self.target = target
    self.payload = payload
  }
}

/// The engine's side of the link.
public struct EngineLinkHost {
  /// Takes a request over; returns its number (> 0), or 0 if the link is down or too much is under way.
  public var request: (EngineRequest) -> Int32
  public var isConnected: () -> Bool
  /// UTF-8.
  public var deviceID: () -> [UInt8]

  public init(
    request: @escaping (EngineRequest) -> Int32, isConnected: @escaping () -> Bool, deviceID: @escaping () -> [UInt8]
  ) {
    self.request = request
    self.isConnected = isConnected
    self.deviceID = deviceID
  }
}

/// The managed class and its entry points, as the engine starts them.
public enum EngineLink {
  public static var typeName: StaticString { "nanoFramework.Azure.Devices.Client.EngineLink" }

  static let nativeCount = 3

  /// Fills `rows` (room for `nativeCount`) with the natives, keyed as pe-format 5.2 says.
  static func fill(_ rows: UnsafeMutablePointer<nano_native>) {
    rows[0] = row(
      """
      nanoFramework.Azure.Devices.Client|nanoFramework_Azure_Devices_Client_EngineLink|\
      Request___STATIC__I4__I4__I4__STRING__STRING
      """, requestNative)
    rows[1] = row(
      """
      nanoFramework.Azure.Devices.Client|nanoFramework_Azure_Devices_Client_EngineLink|IsConnected___STATIC__BOOLEAN
      """, isConnectedNative)
    rows[2] = row(
      """
      nanoFramework.Azure.Devices.Client|nanoFramework_Azure_Devices_Client_EngineLink|DeviceId___STATIC__STRING
      """, deviceIDNative)
  }

  /// A literal is NUL-terminated and lives as long as the program.
  private static func row(_ key: StaticString, _ function: @escaping nano_native_fn) -> nano_native {
    nano_native(
      key: UnsafeRawPointer(key.utf8Start).assumingMemoryBound(to: CChar.self), function: function, fields: nil)
  }
}

private func link(_ call: OpaquePointer?) -> EngineLinkHost? {
  guard let context = nano_call_context(call) else { return nil }
  return HostBridge.of(context).host.engineLink
}

/// A string argument as UTF-8; null reads as empty.
private func string(_ call: OpaquePointer?, _ index: UInt32) -> [UInt8] {
  let length = Int(nano_call_length(call, index))
  guard length > 0 else { return [] }
  return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
    count = Int(nano_call_copy(call, index, buffer.baseAddress, UInt32(length)))
  }
}

private func requestNative(_ call: OpaquePointer?) -> nano_status {
  var number: Int32 = 0
  if let link = link(call), let kind = EngineRequest.Kind(rawValue: nano_call_i32(call, 0)) {
    number = link.request(
      EngineRequest(
        kind: kind, domain: nano_call_domain(call), id: nano_call_i32(call, 1), target: string(call, 2),
        payload: string(call, 3)))
  }
  nano_call_return_i32(call, number)
  return NANO_OK
}

private func isConnectedNative(_ call: OpaquePointer?) -> nano_status {
  nano_call_return_i32(call, link(call)?.isConnected() == true ? 1 : 0)
  return NANO_OK
}

private func deviceIDNative(_ call: OpaquePointer?) -> nano_status {
  let text = link(call)?.deviceID() ?? []
  return text.withUnsafeBufferPointer { buffer in
    let start = UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
    return nano_call_return_string(call, start, UInt32(buffer.count))
  }
}

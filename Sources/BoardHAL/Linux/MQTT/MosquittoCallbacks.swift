// What libmosquitto tells, turned into events. Called from inside its loop functions, on the board's thread.

import BoardHAL
import CMosquitto

extension MosquittoClient {
  /// The client behind a callback's user data.
  private static func owner(_ context: UnsafeMutableRawPointer?) -> MosquittoClient? {
    context.map { Unmanaged<MosquittoClient>.fromOpaque($0).takeUnretainedValue() }
  }

  func setCallbacks(_ handle: OpaquePointer) {
    mosquitto_connect_with_flags_callback_set(handle) { _, context, code, flags in
      MosquittoClient.owner(context)?.connectAnswered(code: code, flags: flags)
    }
    mosquitto_subscribe_callback_set(handle) { _, context, packet, count, granted in
      let granted = granted.map { UnsafeBufferPointer(start: $0, count: Int(max(0, count))) }?.first
      MosquittoClient.owner(context)?.queue.post(
        .mqtt(
          .subscribed(
            packetID: UInt16(truncatingIfNeeded: packet), grantedQoS: UInt8(truncatingIfNeeded: granted ?? 0x80))))
    }
    mosquitto_publish_callback_set(handle) { _, context, packet in
      MosquittoClient.owner(context)?.queue.post(.mqtt(.published(packetID: UInt16(truncatingIfNeeded: packet))))
    }
    mosquitto_message_callback_set(handle) { _, context, message in
      if let message { MosquittoClient.owner(context)?.received(message.pointee) }
    }
    mosquitto_log_callback_set(handle) { _, context, level, text in
      if level == MOSQ_LOG_ERR, let text {
        MosquittoClient.owner(context)?.session?.logged = String(cString: text)
      }
    }
  }

  private func connectAnswered(code: Int32, flags: Int32) {
    guard let session else { return }
    if code == 0 {
      session.phase = .connected
      queue.post(.mqtt(.connected(sessionPresent: flags & 1 != 0)))
    } else {
      session.refusedCode = UInt8(clamping: code)
    }
  }

  private func received(_ message: mosquitto_message) {
    guard let topic = message.topic, message.payloadlen >= 0 else { return }
    let count = Int(message.payloadlen)
    guard count <= Self.maximumPayload else {
      session?.oversized = true
      return
    }
    let payload = [UInt8](UnsafeRawBufferPointer(start: message.payload, count: message.payload == nil ? 0 : count))
    queue.post(
      .mqtt(
        .message(
          MQTTMessage(
            topic: [UInt8](String(cString: topic).utf8), payload: payload,
            qos: message.qos == 0 ? .atMostOnce : .atLeastOnce))))
  }
}

// The entry points that the broker looks for (mosquitto_plugin.h, plugin interface 5) and its events, turned into
// calls of HubHost. The broker calls all of this on its one thread.

import CHubPlugin
import CMosquitto
import CloudSupport
import Foundation
import HubModel
import OTAInterface

/// What lives as long as the plugin is loaded.
private final class Plugin {
  let host: HubHost
  let server: HTTPServer

  init(options: PluginOptions) throws {
    let host = try HubHost(options: options)
    let policies = try options.policies()
    // Longer than the longest wait for a direct method: 300 s to connect and 300 s to answer.
    server = try HTTPServer(
      address: options.restAddress, port: options.restPort, certificatePEM: try options.file("server.pem"),
      keyPEM: try options.file("server.key"), timeout: 660
    ) { ServiceExchange(host: host, policies: policies, head: $0) }
    self.host = host
  }
}

@c(mosquitto_plugin_version)
public func pluginVersion(_ count: Int32, _ versions: UnsafePointer<Int32>?) -> Int32 {
  guard let versions else { return -1 }
  return (0..<Int(count)).contains { versions[$0] == MOSQ_PLUGIN_VERSION } ? MOSQ_PLUGIN_VERSION : -1
}

@c(mosquitto_plugin_init)
public func pluginInit(
  _ identifier: OpaquePointer?, _ userData: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ options: UnsafeMutablePointer<mosquitto_opt>?, _ count: Int32
) -> Int32 {
  guard chp_prepare_wake() == 0 else { return MOSQ_ERR_ERRNO.rawValue }
  do {
    let plugin = try Plugin(options: PluginOptions(options, count: count))
    let pointer = Unmanaged.passRetained(plugin).toOpaque()
    userData?.pointee = pointer
    return register(identifier, pointer)
  } catch {
    log(Int32(MOSQ_LOG_ERR), "hub: \(error)")
    return MOSQ_ERR_UNKNOWN.rawValue
  }
}

@c(mosquitto_plugin_cleanup)
public func pluginCleanup(
  _ userData: UnsafeMutableRawPointer?, _ options: UnsafeMutablePointer<mosquitto_opt>?, _ count: Int32
) -> Int32 {
  guard let userData else { return MOSQ_ERR_SUCCESS.rawValue }
  let plugin = Unmanaged<Plugin>.fromOpaque(userData).takeRetainedValue()
  plugin.host.stop()
  plugin.server.stop()
  plugin.host.save()
  return MOSQ_ERR_SUCCESS.rawValue
}

private func register(_ identifier: OpaquePointer?, _ plugin: UnsafeMutableRawPointer) -> Int32 {
  let callbacks: [(mosquitto_plugin_event, MOSQ_FUNC_generic_callback)] = [
    (MOSQ_EVT_BASIC_AUTH, onBasicAuth), (MOSQ_EVT_ACL_CHECK, onACLCheck), (MOSQ_EVT_MESSAGE, onMessage),
    (MOSQ_EVT_TICK, onTick), (MOSQ_EVT_DISCONNECT, onDisconnect),
  ]
  for (event, callback) in callbacks {
    let status = mosquitto_callback_register(identifier, Int32(event.rawValue), callback, nil, plugin)
    if status != MOSQ_ERR_SUCCESS.rawValue { return status }
  }
  return MOSQ_ERR_SUCCESS.rawValue
}

private func host(_ userData: UnsafeMutableRawPointer?) -> HubHost? {
  userData.map { Unmanaged<Plugin>.fromOpaque($0).takeUnretainedValue().host }
}

private func bytes(_ text: UnsafePointer<CChar>?) -> Bytes {
  text.map { Bytes(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
}

private func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> Bytes {
  Bytes(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
}

private func onBasicAuth(_: Int32, _ data: UnsafeMutableRawPointer?, _ userData: UnsafeMutableRawPointer?) -> Int32 {
  guard let event = data?.assumingMemoryBound(to: mosquitto_evt_basic_auth.self).pointee, let client = event.client,
    let host = host(userData)
  else { return MOSQ_ERR_AUTH.rawValue }
  let isAccepted = host.authenticate(client, userName: bytes(event.username), password: bytes(event.password))
  return isAccepted ? MOSQ_ERR_SUCCESS.rawValue : MOSQ_ERR_AUTH.rawValue
}

private func onACLCheck(_: Int32, _ data: UnsafeMutableRawPointer?, _ userData: UnsafeMutableRawPointer?) -> Int32 {
  let denied = MOSQ_ERR_ACL_DENIED.rawValue
  guard let event = data?.assumingMemoryBound(to: mosquitto_evt_acl_check.self).pointee, let client = event.client,
    let host = host(userData)
  else { return denied }
  let topic = bytes(event.topic)
  switch event.access {
  case MOSQ_ACL_SUBSCRIBE:
    return host.subscribe(client, filter: topic, qos: Int(event.qos)) ? MOSQ_ERR_SUCCESS.rawValue : denied
  case MOSQ_ACL_UNSUBSCRIBE:
    host.unsubscribe(client, filter: topic)
    return MOSQ_ERR_SUCCESS.rawValue
  case MOSQ_ACL_WRITE:
    let payload = bytes(event.payload, Int(event.payloadlen))
    let mayPublish = host.mayPublish(client, topic: topic, payload: payload, retain: event.retain)
    return mayPublish ? MOSQ_ERR_SUCCESS.rawValue : denied
  // The hub routes nothing from client to client: what a device receives is published to it by name.
  default: return denied
  }
}

private func onMessage(_: Int32, _ data: UnsafeMutableRawPointer?, _ userData: UnsafeMutableRawPointer?) -> Int32 {
  guard let event = data?.assumingMemoryBound(to: mosquitto_evt_message.self).pointee, let client = event.client,
    let host = host(userData)
  else { return MOSQ_ERR_PROTOCOL.rawValue }
  let payload = bytes(event.payload, Int(event.payloadlen))
  let goesOn = host.receive(
    client, topic: bytes(event.topic), payload: payload, qos: Int(event.qos), retain: event.retain)
  // "Denied" acknowledges the message and routes it to nobody, which is what has to happen once the hub has it.
  return goesOn ? MOSQ_ERR_ACL_DENIED.rawValue : MOSQ_ERR_PROTOCOL.rawValue
}

private func onTick(_: Int32, _ data: UnsafeMutableRawPointer?, _ userData: UnsafeMutableRawPointer?) -> Int32 {
  host(userData)?.tick()
  return MOSQ_ERR_SUCCESS.rawValue
}

private func onDisconnect(_: Int32, _ data: UnsafeMutableRawPointer?, _ userData: UnsafeMutableRawPointer?) -> Int32 {
  guard let client = data?.assumingMemoryBound(to: mosquitto_evt_disconnect.self).pointee.client else {
    return MOSQ_ERR_SUCCESS.rawValue
  }
  host(userData)?.disconnected(client)
  return MOSQ_ERR_SUCCESS.rawValue
}

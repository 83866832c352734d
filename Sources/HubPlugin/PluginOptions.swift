// The plugin's options, from `plugin_opt_*` lines of mosquitto.conf. None is a secret: keys come from files.

import CMosquitto
import CloudSupport
import HubModel
import OTAInterface

/// A configuration that cannot be used; the message names the option or the file.
struct PluginError: Error, CustomStringConvertible {
  let description: String
}

struct PluginOptions {
  /// Folder that holds hub.json (the hub's state), policies.json (service keys) and the server's certificate.
  let state: String
  /// Where the service's REST listens.
  let restAddress: String
  let restPort: UInt16
  /// Names under which clients reach the hub.
  let names: HubNames
  let limits: HubLimits

  init(_ options: UnsafeMutablePointer<mosquitto_opt>?, count: Int32) throws {
    var values: [String: String] = [:]
    for index in 0..<Int(count) {
      guard let option = options?[index], let key = option.key, let value = option.value else { continue }
      values[String(cString: key)] = String(cString: value)
    }
    func value(_ name: String) throws -> String {
      guard let value = values[name], !value.isEmpty else {
        throw PluginError(description: "plugin_opt_\(name) is missing")
      }
      return value
    }
    func number(_ name: String, _ standard: Int) throws -> Int {
      guard let text = values[name] else { return standard }
      guard let number = Int(text), number >= 0 else {
        throw PluginError(description: "plugin_opt_\(name): expected a number, got '\(text)'")
      }
      return number
    }
    state = try value("state")
    restAddress = try value("rest_address")
    guard let port = UInt16(try value("rest_port")) else {
      throw PluginError(description: "plugin_opt_rest_port: expected a port")
    }
    restPort = port
    names = HubNames(try value("names").split(separator: ",").map(String.init))
    var limits = HubLimits()
    limits.twinReadsPerSecond = try number("twin_reads_per_second", limits.twinReadsPerSecond)
    limits.twinUpdatesPerSecond = try number("twin_updates_per_second", limits.twinUpdatesPerSecond)
    self.limits = limits
  }

  /// A file of the state folder that must be there.
  func file(_ name: String) throws -> Bytes {
    guard let content = try readFile("\(state)/\(name)") else {
      throw PluginError(description: "\(state)/\(name) is missing")
    }
    return content
  }

  /// The service's policies: base64 keys by name.
  func policies() throws -> [String: String] {
    guard let object = (try? JSON.parse(try file("policies.json")))?.objectValue else {
      throw PluginError(description: "\(state)/policies.json is no JSON object")
    }
    var policies: [String: String] = [:]
    for member in object.members {
      guard let key = member.value.stringValue, decodeBase64(key[...])?.isEmpty == false else {
        throw PluginError(description: "\(state)/policies.json: the key of '\(member.key.text)' is no base64")
      }
      policies[member.key.text] = key.text
    }
    return policies
  }
}

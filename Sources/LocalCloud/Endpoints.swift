// Where a local cloud is and what it takes to use it: written to cloud.json in the state folder, mode 0600, so that
// commands in other terminals find it.

import CloudSupport
import Foundation
import OTAInterface

/// The local cloud could not be started or reached.
public struct CloudError: Error, CustomStringConvertible {
  public let description: String
  /// The caller asked for what no cloud can do.
  public let isWrongUse: Bool

  init(_ description: String, isWrongUse: Bool = false) {
    self.description = description
    self.isWrongUse = isWrongUse
  }
}

/// How to reach a local cloud.
public struct CloudEndpoints: Equatable, Sendable {
  /// The hub's name in device connection strings: `localhost`, with `:port` unless it is 8883.
  public var hubHost: String
  public var mqttPort: UInt16
  /// `https://localhost:8443`
  public var serviceURL: String
  /// `https://localhost:10000/edgeota`; a container's URL is this and `/` and its name.
  public var blobURL: String
  /// The authority that signed the cloud's certificates (PEM).
  public var authorityPath: String
  /// `HostName=..;SharedAccessKeyName=iothubowner;SharedAccessKey=..`. Secret.
  public var serviceConnectionString: String
  /// Name and base64 key of the storage account. The key is secret.
  public var blobAccount: String
  public var blobAccountKey: String

  static func path(in folder: String) -> String { "\(folder)/cloud.json" }

  /// The endpoints of the cloud that runs, or ran last, in a state folder; nil if none ever did.
  public static func load(from folder: String) throws -> CloudEndpoints? {
    let path = path(in: folder)
    guard let content = try readFile(path) else { return nil }
    let document: JSON
    do throws(JSONError) { document = try JSON.parse(content) } catch {
      throw CloudError("\(path) is damaged: \(error.message)")
    }
    func text(_ key: StaticString) throws -> String {
      guard let value = document[key]?.stringValue else { throw CloudError("\(path) is damaged: no '\(key)'") }
      return value.text
    }
    guard let port = document["mqttPort"]?.intValue, let mqttPort = UInt16(exactly: port) else {
      throw CloudError("\(path) is damaged: no 'mqttPort'")
    }
    return CloudEndpoints(
      hubHost: try text("hubHost"), mqttPort: mqttPort, serviceURL: try text("serviceURL"),
      blobURL: try text("blobURL"), authorityPath: try text("authorityPath"),
      serviceConnectionString: try text("serviceConnectionString"), blobAccount: try text("blobAccount"),
      blobAccountKey: try text("blobAccountKey"))
  }

  func save(to folder: String) throws {
    let document: JSON = [
      "hubHost": .text(hubHost),
      "mqttPort": .int(Int64(mqttPort)),
      "serviceURL": .text(serviceURL),
      "blobURL": .text(blobURL),
      "authorityPath": .text(authorityPath),
      "serviceConnectionString": .text(serviceConnectionString),
      "blobAccount": .text(blobAccount),
      "blobAccountKey": .text(blobAccountKey),
    ]
    try replaceFile(CloudEndpoints.path(in: folder), with: document.encoded())
  }

  /// A device's connection string for its key in base64. Secret.
  public func deviceConnectionString(device: String, key: String) -> String {
    "HostName=\(hubHost);DeviceId=\(device);SharedAccessKey=\(key)"
  }

  /// A token for a container, to be appended to a blob's URL behind `?`. Secret.
  /// - Parameters:
  ///   - permissions: letters of `racwdl`; they are put into the order that the service wants.
  ///   - expiry: seconds since 1970-01-01 UTC.
  public func makeBlobSAS(container: String, blob: String? = nil, permissions: String = "r", expiry: Int64) -> String {
    BlobSAS.make(
      account: blobAccount, key: decodeBase64(Bytes(blobAccountKey.utf8)[...]) ?? [], container: container, blob: blob,
      permissions: permissions, expiry: expiry)
  }
}

// Makes a board's flash image: the class library at the start of `deploy`, the identity in `config`.

import BoardHAL
import BoardHALLinux
import Foundation
import LocalCloud
import OTAInterface
import SwiftEngine
import ToolSupport

enum Provisioning {
  /// Makes an image with the class library and, if there are any, settings. An image that is there is replaced only with `replacing`.
  static func makeImage(_ path: String, board: BoardDescriptor, settings: Settings?, replacing: Bool) throws {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty { try Locations.makeFolder(folder, mode: 0o700) }
    if !replacing, FileManager.default.fileExists(atPath: path) {
      throw CommandFailure(
        .cannotCreate, "\(path) is there already; --replace makes it anew, and the board forgets everything")
    }
    do {
      try FileFlash.create(path: path, geometry: board.flash, replacing: replacing)
    } catch {
      throw CommandFailure(.cannotCreate, "\(error)")
    }
    chmod(path, 0o600)
    let flash = try open(path, board)
    try writeBase(flash, board)
    if let settings { try store(settings, flash, board) }
  }

  private static func open(_ path: String, _ board: BoardDescriptor) throws -> FileFlash {
    do {
      return try FileFlash(path: path, geometry: board.flash)
    } catch {
      throw CommandFailure(.noInput, "\(error)")
    }
  }

  static func region<Device: Flash>(
    _ name: StaticString, _ flash: Device, _ board: BoardDescriptor
  ) throws -> FlashRegion<Device> {
    guard let partition = board.partitions.named(name) else {
      throw CommandFailure(.refused, "the board \(board.name) has no partition '\(name)'")
    }
    return try region(partition, flash)
  }

  static func region<Device: Flash>(_ partition: Partition, _ flash: Device) throws -> FlashRegion<Device> {
    guard let region = FlashRegion(flash, offset: partition.offset, size: partition.size) else {
      throw CommandFailure(.refused, "the partition lies outside of the flash")
    }
    return region
  }

  /// The class library's PE files, one after the other, each on a 4-byte border.
  private static func writeBase(_ flash: FileFlash, _ board: BoardDescriptor) throws {
    let deploy = try region("deploy", flash, board)
    var address = 0
    for (name, path) in try ProjectList.classLibraryImages() {
      var bytes = try readInput(path)
      while bytes.count % 4 != 0 { bytes.append(0) }
      do {
        try deploy.program(at: address, bytes)
      } catch {
        throw CommandFailure(
          .cannotCreate, "\(name) does not fit into the partition 'deploy' of \(board.name): \(error)")
      }
      address += bytes.count
    }
  }

  static func store(_ settings: Settings, _ flash: FileFlash, _ board: BoardDescriptor) throws {
    do {
      try RecordStore(region("config", flash, board)).put(.settings, settings.encoded())
    } catch let error as StoreError {
      throw CommandFailure(.cannotCreate, "the settings cannot be stored: \(error.reason)")
    }
  }

  /// Settings from the device connection string in a file or the environment; nil if there is none.
  static func givenSettings(_ options: ParsedOptions) throws -> Settings? {
    let given = try Secrets.read(
      file: options.value("device-connection-file"), variable: "EDGEOTA_DEVICE_CONNECTION_STRING")
    guard let given else { return nil }
    return try settings(
      connectionString: given, roots: options.value("roots"), local: try LocalState(options).runningCloud())
  }

  /// Settings from a device's connection string.
  /// - Parameters:
  ///   - roots: a file of certificates to trust; else the local cloud's authority for its own devices, else Azure's.
  ///   - local: the local cloud, whose devices are told by their host.
  static func settings(connectionString text: String, roots: String?, local: CloudEndpoints?) throws -> Settings {
    let connection: ConnectionString
    do {
      connection = try ConnectionString.parse(Bytes(text.utf8))
    } catch {
      throw CommandFailure(.usage, "the device connection string cannot be read: \(error.message)")
    }
    guard let device = connection.deviceID, let key = connection.key else {
      throw CommandFailure(.usage, "expected a device connection string: HostName=..;DeviceId=..;SharedAccessKey=..")
    }
    let ownRoots = connection.hostName.text == local?.hubHost ? local?.authorityPath : nil
    let authority = try (roots ?? ownRoots).map(readInput) ?? azureRoots()
    var settings = Settings(hub: connection.host, device: device, key: key, roots: authority)
    if let port = connection.port { settings.port = port }
    return settings
  }

  /// Azure's roots (H-47, B-08), copied from the system's certificates.
  private static func azureRoots() throws -> [UInt8] {
    let folder = "/usr/share/ca-certificates/mozilla"
    var pem: [UInt8] = []
    for name in ["DigiCert_Global_Root_G2.crt", "Microsoft_RSA_Root_Certificate_Authority_2017.crt"] {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        throw CommandFailure(
          .noInput, "\(folder)/\(name) is missing: install the package ca-certificates, or give --roots FILE")
      }
      pem += data
    }
    return pem
  }
}

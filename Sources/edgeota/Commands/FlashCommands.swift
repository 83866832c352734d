// provision, flash: what a board's flash image holds.

import BoardHAL
import BoardHALLinux
import Foundation
import OTAInterface
import SwiftEngine
import ToolSupport

let boardOption = Option.value("board", "NAME", "the board (default: linux/host)")
let flashOption = Option.value("flash", "FILE", "the flash image (default: flash/DEVICE.bin in the state folder)")

/// Options that say who a board is.
let identityOptions: [Option] = [
  .value(
    "device-connection-file", "FILE",
    "file with the device's connection string (default: $EDGEOTA_DEVICE_CONNECTION_STRING, else the local cloud's device)"
  ),
  .value("roots", "FILE", "CA certificates to trust, PEM (default: the local cloud's authority, or Azure's roots)"),
]

let provisionVerb = Verb(
  name: "provision", summary: "makes a board's flash image: class library, identity, trust", arguments: "DEVICE",
  options: hubOptions + identityOptions + [
    boardOption, flashOption,
    .value("probation", "SECONDS", "how long a new version has to run without a crash (default 30)"),
    .value("start-limit", "SECONDS", "how long Start of a new version may take (default 60)"),
    .value("sleep", "MINUTES", "the longest deep sleep after failures (default 500)"),
    .value("token-life", "MINUTES", "how long the board's SAS tokens are valid (default 1440)"),
    .flag("replace", "replaces an image that is there: the board forgets everything"),
  ]
) { options in
  let device = try checkedDevice(try options.exactly(1, "a device id")[0])
  let board = try Boards.load(options.value("board"))
  let state = LocalState(options)
  let path = options.value("flash") ?? state.flashImage(device)
  var settings = try deviceSettings(device, options)
  for (name, range, setting) in [
    ("probation", 1...86_400, \.probationSeconds), ("start-limit", 1...86_400, \.startSeconds),
    ("sleep", 1...525_600, \.sleepMinutes), ("token-life", 5...525_600, \.tokenMinutes),
  ] as [(String, ClosedRange<Int>, WritableKeyPath<Settings, Int64>)] {
    if let number = try options.integer(name, in: range) { settings[keyPath: setting] = Int64(number) }
  }
  try Provisioning.makeImage(path, board: board, settings: settings, replacing: options.flag("replace"))
  Terminal.print("\(path): \(board.name), device \(device) at \(settings.hub.text)")
  return .success
}

/// The device's settings from its own connection string, else from the hub's registry.
private func deviceSettings(_ device: String, _ options: ParsedOptions) throws -> Settings {
  let settings: Settings
  if let given = try Provisioning.givenSettings(options) {
    settings = given
  } else {
    let hub = try HubService(options)
    let text = try Devices.connectionString(try Devices.get(device, on: hub), hub)
    settings = try Provisioning.settings(connectionString: text, roots: options.value("roots"), local: hub.local)
  }
  guard settings.device.text == device else {
    throw CommandFailure(.usage, "the connection string is of the device '\(settings.device.text)', not of '\(device)'")
  }
  return settings
}

let flashVerb = Verb(
  name: "flash", summary: "makes, explains or copies flash images",
  arguments: "image FILE | info FILE | dump FILE PARTITION",
  options: [
    boardOption, .value("output", short: "o", "FILE", "with dump: where the bytes go"),
    .flag("replace", "with image: replaces a file that is there"),
  ]
) { options in
  guard let action = options.arguments.first, options.arguments.count >= 2 else {
    throw CommandFailure(.usage, "expected `image FILE`, `info FILE` or `dump FILE PARTITION`")
  }
  let path = options.arguments[1]
  let board = try Boards.load(options.value("board"))
  switch (action, options.arguments.count) {
  case ("image", 2):
    try Provisioning.makeImage(path, board: board, settings: nil, replacing: options.flag("replace"))
    Terminal.print(
      "\(path): \(board.name), \(board.flash.size) bytes, class library written, no identity (edgeota provision)")
  case ("info", 2): try showFlash(path, board)
  case ("dump", 3):
    guard let output = options.value("output") else { throw CommandFailure(.usage, "expected --output FILE") }
    try dumpPartition(options.arguments[2], of: path, board, to: output)
  default: throw CommandFailure(.usage, "expected `image FILE`, `info FILE` or `dump FILE PARTITION`")
  }
  return .success
}

private func dumpPartition(_ name: String, of path: String, _ board: BoardDescriptor, to output: String) throws {
  guard let partition = board.partitions.entries.first(where: { $0.name == Array(name.utf8) }) else {
    let known = board.partitions.entries.map { String(decoding: $0.name, as: UTF8.self) }.joined(separator: ", ")
    throw CommandFailure(.usage, "the board \(board.name) has no partition '\(name)'; it has \(known)")
  }
  let flash = try FlashCopy(path, board.flash)
  let bytes = try Provisioning.region(partition, flash).read(at: 0, count: partition.size)
  try Locations.write(bytes, to: output)
  chmod(output, 0o600)
}

private func showFlash(_ path: String, _ board: BoardDescriptor) throws {
  let flash = try FlashCopy(path, board.flash)
  Terminal.print("\(path): \(board.name), \(board.flash.size) bytes")
  for partition in board.partitions.entries {
    let name = String(decoding: partition.name, as: UTF8.self)
    Terminal.print(
      "  \(name.padding(toLength: 10, withPad: " ", startingAt: 0))0x\(String(partition.offset, radix: 16))  \(partition.size / 1024) KiB"
    )
  }
  do {
    let base = try BaseImage(in: Provisioning.region("deploy", flash, board))
    Terminal.print("base assemblies: \(base.files.count) files, \(base.end) bytes")
    let records = try RecordStore(Provisioning.region("config", flash, board))
    if let stored = try records.get(.settings), let settings = try? Settings.parse(stored) {
      Terminal.print("device: \(settings.device.text) at \(settings.hub.text):\(settings.port)")
    } else {
      Terminal.print("device: none (edgeota provision)")
    }
    for line in try records.journal() { Terminal.print("journal: \(line.text)") }
  } catch let error as StoreError {
    throw CommandFailure(.refused, "\(path): \(error.reason)")
  }
}

// board: runs the engine on a board of this host.

import BoardHAL
import BoardHALLinux
import Foundation
import SwiftEngine
import ToolSupport

let boardVerb = Verb(
  name: "board", summary: "runs the engine on a Linux-hosted board, or lists the boards", arguments: "run | list",
  options: identityOptions + [
    boardOption,
    .value("device", short: "d", "ID", "whose flash image to boot (default: that of the connection string, or board1)"),
    flashOption,
    .value("state", "DIR", "state folder (default: .edgeota in the checkout)"),
    .value("serial", "FILE", "a serial device, pseudo terminal or file that gets the log as well"),
    .flag("no-sleep", "tries again for ever instead of going to deep sleep"),
    .flag("verbose", short: "v", "logs details"),
  ]
) { options in
  switch options.arguments {
  case ["run"]: return try runBoard(options)
  case ["list"]:
    for name in BoardDescriptor.names(in: Locations.boards) {
      let board = try Boards.load(name)
      Terminal.print("\(name)  \(board.fullName)  arena \(board.arenaSize) bytes, flash \(board.flash.size) bytes")
    }
    return .success
  default: throw CommandFailure(.usage, "expected run or list")
  }
}

private func runBoard(_ options: ParsedOptions) throws -> ExitCode {
  let descriptor = try Boards.load(options.value("board"))
  let image = try flashImage(options, descriptor)
  var boardOptions = LinuxBoard.Options(flashPath: image)
  if let serial = options.value("serial") { boardOptions.serial.append(.path(serial)) }
  let board: LinuxBoard
  do { board = try LinuxBoard(descriptor, boardOptions) } catch { throw CommandFailure(.noInput, "\(error)") }
  var engineOptions = EngineOptions()
  engineOptions.allowsSleep = !options.flag("no-sleep")
  if options.flag("verbose") { engineOptions.logLevel = .debug }
  board.stopOnSignals()
  let exit = try runEngine(board, engineOptions)
  switch exit {
  case .stopped: return .success
  case .restart: board.power.restart()
  case .deepSleep(let milliseconds): board.power.deepSleep(milliseconds: milliseconds)
  }
}

/// The flash image to boot. With a device connection string at hand a missing one is made, as `provision` does.
private func flashImage(_ options: ParsedOptions, _ board: BoardDescriptor) throws -> String {
  let given = try Provisioning.givenSettings(options)
  let device = try checkedDevice(options.value("device") ?? given?.device.text ?? "board1")
  let image = options.value("flash") ?? LocalState(options).flashImage(device)
  if FileManager.default.fileExists(atPath: image) { return image }
  guard let given, given.device.text == device else {
    throw CommandFailure(.noInput, "there is no flash image \(image): make one with `edgeota provision \(device)`")
  }
  try Provisioning.makeImage(image, board: board, settings: given, replacing: false)
  return image
}

private func runEngine(_ board: LinuxBoard, _ options: EngineOptions) throws -> EngineExit {
  do {
    let runtime = try board.makeRuntime()
    let engine = try Engine(board: board, runtime: runtime, options: options)
    return engine.run(until: { board.stopRequested })
  } catch let error as EngineStartError {
    switch error {
    case .notProvisioned(let reason):
      throw CommandFailure(.noInput, "the board is not provisioned: \(reason) (edgeota provision)")
    case .broken(let failure): throw CommandFailure(.refused, failure.text)
    }
  }
}

// publish: a new version of the application, for one device.

import Foundation
import OTAInterface
import ToolSupport

let publishVerb = Verb(
  name: "publish", summary: "uploads PE files and asks a device to run them", arguments: "FILE.pe...",
  options: hubOptions + [
    .value("device", short: "d", "ID", "the device whose twin is changed; without it the desired patch is printed"),
    .value("code-version", "N", "the version's number (default: one more than the twin's)"),
    .value("container", short: "c", "URL", "blob container (default: `apps` of the local cloud)"),
    .value(
      "token-file", "FILE",
      "file with a SAS token that may write (default: $EDGEOTA_BLOB_TOKEN, else the local cloud's)"),
    .value(
      "read-token-file", "FILE",
      "file with the SAS token for the boards (default: $EDGEOTA_BLOB_READ_TOKEN, else the local cloud's)"),
    .value("runner", "TYPE", "the type with Start, Stop and TwinUpdated (default: CountMeasurement.OtaRunner)"),
    .value("set", "NAME=VALUE", "a further desired property, such as UpdateTime=5000; may be repeated"),
  ]
) { options in
  guard !options.arguments.isEmpty else { throw CommandFailure(.usage, "expected at least one PE file") }
  let local = try LocalState(options).runningCloud()
  let publisher = try makePublisher(options)
  let device = try options.value("device").map(checkedDevice)
  let hub = device == nil ? nil : try HubService(options)
  let version = try codeVersion(options, device, hub)
  let document = try publisher.upload(options.arguments, codeVersion: version, runner: options.value("runner"))
  var patch = document.patch()
  for member in try Twins.patch(options.values("set")).members { patch[member.key] = member.value }
  guard let device, let hub else {
    if options.value("container") == nil, local == nil {
      throw CommandFailure(.usage, "expected --device ID or --container URL")
    }
    Terminal.print(JSON.object(patch).encoded().text)
    return .success
  }
  try Twins.setDesired(patch, of: device, on: hub)
  Terminal.print(
    "\(device): CodeVersion \(version), \(document.files.count) file\(document.files.count == 1 ? "" : "s")")
  return .success
}

/// The container and tokens of the options, else the local cloud's.
func makePublisher(_ options: ParsedOptions) throws -> Publisher {
  let writeToken = try Secrets.read(file: options.value("token-file"), variable: "EDGEOTA_BLOB_TOKEN")
  let readToken = try Secrets.read(file: options.value("read-token-file"), variable: "EDGEOTA_BLOB_READ_TOKEN")
  if let url = options.value("container") {
    guard let writeToken else {
      throw CommandFailure(.usage, "expected a SAS token in $EDGEOTA_BLOB_TOKEN or --token-file")
    }
    return Publisher(
      container: try BlobContainer(
        url: url, token: writeToken, client: HTTPSClient(authority: try options.value("authority").map(readInput))),
      readToken: readToken)
  }
  guard let cloud = try LocalState(options).runningCloud() else {
    throw CommandFailure(.usage, "no blob container: start `edgeota cloud`, or give --container URL")
  }
  return try LocalBlobs(cloud).publisher()
}

private func codeVersion(_ options: ParsedOptions, _ device: String?, _ hub: HubService?) throws -> Int32 {
  if let given = try options.integer("code-version", in: Int(Int32.min)...Int(Int32.max)) { return Int32(given) }
  guard let device, let hub else { return 1 }
  let desired = try Twins.get(device, on: hub)["properties"]?["desired"]
  guard let current = desired?["CodeVersion"]?.intValue else { return 1 }
  guard let next = Int32(exactly: current + 1) else {
    throw CommandFailure(.usage, "the twin's CodeVersion is at its end: give --code-version")
  }
  return next
}

// cloud: the local cloud in the foreground.

import Foundation
import LocalCloud
import ToolSupport

let cloudOptions: [Option] = [
  .value("state", "DIR", "state folder, private (default: .edgeota in the checkout)"),
  .value(
    "listen", "ADDR", "numeric address to listen on (default 127.0.0.1); another one for a second cloud, e.g. 127.0.0.2"
  ),
  .value("mqtt-port", "PORT", "port of the hub (default 8883; 0 = a free one)"),
  .value("service-port", "PORT", "port of the service REST (default 8443; 0 = a free one)"),
  .value("blob-port", "PORT", "port of the blob store (default 10000; 0 = a free one)"),
]

let cloudVerb = Verb(
  name: "cloud", summary: "runs the local cloud: IoT Hub over MQTT, service REST, blob store", options: cloudOptions
) { options in
  let cloud = try startCloud(options, anyPort: false)
  let endpoints = cloud.endpoints
  Terminal.print(
    Terminal.styled("The local cloud is up.", .green)
      + " Ctrl-C ends it; its state stays in \(LocalState(options).folder).")
  Terminal.print("  hub          \(endpoints.hubHost) (MQTT 3.1.1 over TLS, port \(endpoints.mqttPort))")
  Terminal.print("  service REST \(endpoints.serviceURL)")
  Terminal.print("  blob store   \(endpoints.blobURL)")
  Terminal.print("  authority    \(endpoints.authorityPath)")
  do { try cloud.run() } catch { throw CommandFailure(.unavailable, "\(error)") }
  Terminal.print("The local cloud has stopped.")
  return .success
}

/// Starts the cloud of these options. `anyPort`: free ports unless told otherwise.
func startCloud(_ options: ParsedOptions, anyPort: Bool) throws -> LocalCloud {
  let state = LocalState(options)
  try state.create()
  var cloud = CloudOptions(folder: state.folder)
  if let address = options.value("listen") { cloud.address = address }
  func port(_ name: String, _ standard: UInt16) throws -> UInt16 {
    try options.integer(name, in: 0...65_535).map { UInt16($0) } ?? (anyPort ? 0 : standard)
  }
  cloud.mqttPort = try port("mqtt-port", cloud.mqttPort)
  cloud.servicePort = try port("service-port", cloud.servicePort)
  cloud.blobPort = try port("blob-port", cloud.blobPort)
  do {
    return try LocalCloud.start(cloud)
  } catch {
    let isWrongUse = (error as? CloudError)?.isWrongUse == true
    throw CommandFailure(isWrongUse ? .usage : .unavailable, "\(error)")
  }
}

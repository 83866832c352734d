// Hosts a local cloud for experiments by hand: CloudHost STATE_FOLDER [ADDRESS].

import Foundation
import LocalCloud

var options = CloudOptions(folder: CommandLine.arguments[1])
if CommandLine.arguments.count > 2 { options.address = CommandLine.arguments[2] }
let cloud: LocalCloud
do { cloud = try LocalCloud.start(options) } catch {
  print("\(error)")
  exit(1)
}
print("ready \(cloud.endpoints.hubHost) \(cloud.endpoints.serviceURL) \(cloud.endpoints.blobURL)")
fflush(nil)
do { try cloud.run() } catch {
  print("\(error)")
  exit(1)
}

// The container of applications in the local cloud's blob store.

import Foundation
import LocalCloud
import ToolSupport

struct LocalBlobs {
  static let container = "apps"
  /// Seconds that tokens for publishers and boards are valid.
  private static let publisherLife: Int64 = 3_600
  private static let boardLife: Int64 = 30 * 86_400

  let cloud: CloudEndpoints

  init(_ cloud: CloudEndpoints) { self.cloud = cloud }

  /// Makes the container if it is not there.
  func publisher() throws -> Publisher {
    let now = Int64(Date().timeIntervalSince1970)
    let client = HTTPSClient(authority: try Locations.read(cloud.authorityPath))
    let write = cloud.makeBlobSAS(container: LocalBlobs.container, permissions: "racwl", expiry: now + LocalBlobs.publisherLife)
    let read = cloud.makeBlobSAS(container: LocalBlobs.container, permissions: "r", expiry: now + LocalBlobs.boardLife)
    let url = "\(cloud.blobURL)/\(LocalBlobs.container)"
    let made = try client.request("PUT", "\(url)?restype=container&\(write)", headers: ["x-ms-version": "2021-08-06"], body: [])
    guard made.status == 201 || made.status == 409 else {
      throw CommandFailure(.unavailable, "the blob store does not make the container '\(LocalBlobs.container)': it answered \(made.status)")
    }
    return Publisher(container: try BlobContainer(url: url, token: write, client: client), readToken: read)
  }
}

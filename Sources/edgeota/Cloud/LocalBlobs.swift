// The container of applications in the local cloud's blob store.

import Foundation
import LocalCloud
import ToolSupport

struct LocalBlobs {
  /// Seconds that tokens for publishers and boards are valid.
  private static let publisherLife: Int64 = 3_600
  private static let boardLife: Int64 = 30 * 86_400

  let cloud: CloudEndpoints

  init(_ cloud: CloudEndpoints) { self.cloud = cloud }

  func publisher() throws -> Publisher {
    let now = Int64(Date().timeIntervalSince1970)
    let client = HTTPSClient(authority: try readInput(cloud.authorityPath))
    let write = cloud.makeBlobSAS(
      container: LocalCloud.applicationContainer, permissions: "racwl", expiry: now + LocalBlobs.publisherLife)
    let read = cloud.makeBlobSAS(
      container: LocalCloud.applicationContainer, permissions: "r", expiry: now + LocalBlobs.boardLife)
    let url = "\(cloud.blobURL)/\(LocalCloud.applicationContainer)"
    return Publisher(container: try BlobContainer(url: url, token: write, client: client), readToken: read)
  }
}

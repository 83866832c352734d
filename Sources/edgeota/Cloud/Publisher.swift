// Publishes a version of the application: uploads its files, then asks for them in the device's twin.

import Foundation
import MetadataProcessor
import OTAInterface
import ToolSupport

struct Publisher {
  let container: BlobContainer
  /// What boards read the blobs with. Secret.
  let readToken: String?

  /// Uploads the files under names that never change their content and returns the desired patch.
  func upload(_ paths: [String], codeVersion: Int32, runner: String?) throws -> DesiredDocument {
    let contents = try paths.map(Publisher.assembly)
    var files: [FileSettings] = []
    for (path, content) in zip(paths, contents) {
      let digest = sha256(content)
      let name = BlobContainer.immutableName((path as NSString).lastPathComponent, digest)
      _ = try container.upload(content, as: name, digest: digest)
      files.append(try container.settings(of: name, digest))
    }
    return DesiredDocument(
      codeVersion: codeVersion, files: files, token: readToken.map { Bytes($0.utf8) },
      runner: runner.map { Bytes($0.utf8) })
  }

  /// A PE file's bytes. A wrong or damaged file is better refused here than by every board.
  private static func assembly(_ path: String) throws -> Bytes {
    let content = try readInput(path)
    let image: PEImage
    do { image = try PEImage(content) } catch {
      throw CommandFailure(
        .refused, "\(path) is no nanoFramework PE file (\(error)); `edgeota convert` makes one of an assembly")
    }
    guard image.headerChecksum.isRight, image.assemblyChecksum.isRight else {
      throw CommandFailure(.refused, "\(path) is damaged: its checksum is wrong")
    }
    return content
  }
}

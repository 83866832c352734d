// Which assemblies of the class library a program needs.

import Foundation
import MetadataProcessor

enum BaseAssemblies {
  /// The class library's files that `files` refer to, directly or not, in load order.
  static func needed(by files: [MappedImage]) throws -> [MappedImage] {
    try ProjectList.classLibraryImages().map { try MappedImage($0.path) }
  }
}

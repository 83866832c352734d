// Which assemblies of the class library a program needs.

import Foundation
import MetadataProcessor

enum BaseAssemblies {
  /// The class library's files that `files` refer to, directly or not, in load order.
  static func needed(by files: [MappedImage]) throws -> [MappedImage] {
    try ProjectList.classLibraryImages().map { try MappedImage($0.path) }
  }
}

enum Boards {
  static func arenaSize(_ name: String?) throws -> Int { 4_194_304 }
}

let inspectVerb = Verb(
  name: "inspect", summary: "shows what is in a PE file", arguments: "FILE.pe", options: [.flag("il", "disassembles the methods")]
) { options in
  throw Failure(.failure, "x")
}

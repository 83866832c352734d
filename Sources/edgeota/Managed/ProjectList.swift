// managed/projects.json: the class library and the applications, in build order.

import Foundation
import ToolSupport

struct Project: Decodable {
  var name: String
  var output: String
  var sources: String
  var references: [String]
  var defines: [String]
  var excludedTypes: [String]
  /// Where the result goes, below the output folder; a second version of an application has one of its own.
  var folder: String?

  /// What tells projects apart: versions of an application share their assembly's name.
  var title: String { folder ?? name }
  var isApplication: Bool { sources.hasPrefix("apps/") }
}

extension Project {
  /// How the project is compiled: into `folder`, against the assemblies of `library`.
  func job(folder: String, library: String) throws -> CompileJob {
    let projects = try ProjectList.load()
    let references = references.map { name in
      LibraryReference(
        path: "\(library)/\(name).dll", excludedTypes: projects.first { $0.name == name }?.excludedTypes ?? [])
    }
    return CompileJob(
      name: name, isProgram: output == "exe", sources: try sourceFiles("\(Locations.managed)/\(sources)"),
      references: references, defines: defines, excludedTypes: excludedTypes, folder: folder, warningsAreErrors: true,
      sourceRoot: Locations.managed)
  }
}

enum ProjectList {
  static func load() throws -> [Project] {
    let path = Locations.managed + "/projects.json"
    do {
      return try JSONDecoder().decode([Project].self, from: Data(readInput(path)))
    } catch let error as DecodingError {
      throw CommandFailure(.refused, "\(path): \(error)")
    }
  }

  /// The class library: what a board has as base assemblies, in load order.
  static func classLibrary() throws -> [Project] { try load().filter { !$0.isApplication } }

  /// The class library's .dll files, for the compiler and the converter.
  static func references() throws -> [LibraryReference] {
    try classLibrary().map {
      LibraryReference(path: "\(Locations.classLibrary)/\($0.name).dll", excludedTypes: $0.excludedTypes)
    }
  }

  /// The class library's PE files, in load order.
  static func classLibraryImages() throws -> [(name: String, path: String)] {
    try classLibrary().map { ($0.name, "\(Locations.classLibrary)/\($0.name).pe") }
  }
}

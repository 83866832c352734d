// Converts assemblies on disk: debug data beside them, PE and symbol file out.

import Foundation
import MetadataProcessor
import ToolSupport

/// An assembly that others refer to.
struct LibraryReference {
  var path: String
  /// Types that its PE file does not have.
  var excludedTypes: [String] = []

  /// Of the assembly, as far as the file's name tells it.
  var name: String { ((path as NSString).lastPathComponent as NSString).deletingPathExtension }

  func read() throws -> ReferencedAssembly {
    ReferencedAssembly(try readInput(path), excludedTypes: excludedTypes)
  }
}

/// One assembly to convert.
struct AssemblyConversion {
  var assembly: String
  var output: String
  var excludedTypes: [String] = []
  /// What its references are checked against; nil: they are not checked.
  var references: [LibraryReference]?
  var warningsAreErrors = false
  /// Where the C header for its natives goes, if anywhere.
  var stubFolder: String?

  /// What was written, and what was said about it.
  struct Result {
    var files: [String]
    var warnings: [String]
  }

  /// Writes the PE file and, if the compiler left debug data, the symbol file beside it.
  func run() throws -> Result {
    let options = ConversionOptions(
      excludedTypes: excludedTypes, debugFile: try debugFile(), references: try references?.map { try $0.read() })
    let input = try readInput(assembly)
    let conversion: Conversion
    do throws(ConversionError) {
      conversion = try Converter.convertWithWarnings(input, options: options)
    } catch {
      throw CommandFailure(.refused, "\(assembly) cannot be converted:\n\(error)")
    }
    let warnings = conversion.warnings.map { "warning: \($0)" }
    if warningsAreErrors, !warnings.isEmpty {
      throw CommandFailure(.refused, "\(assembly) converts with warnings:\n\(warnings.joined(separator: "\n"))")
    }
    try Locations.write(conversion.image, to: output)
    let files = [output] + (try writeSymbols(conversion.symbols)) + (try writeStubs(conversion.image))
    return Result(files: files, warnings: warnings)
  }

  private func writeSymbols(_ symbols: [UInt8]?) throws -> [String] {
    let path = (output as NSString).deletingPathExtension + ".pesym"
    guard let symbols else {
      // Those of an earlier build would be wrong.
      try? FileManager.default.removeItem(atPath: path)
      return []
    }
    try Locations.write(symbols, to: path)
    return [path]
  }

  private func writeStubs(_ image: [UInt8]) throws -> [String] {
    guard let stubFolder else { return [] }
    let image = try PEImage(image)
    guard let header = image.nativeHeader() else {
      throw CommandFailure(.refused, "\(assembly) has no native methods to write stubs for")
    }
    try Locations.makeFolder(stubFolder)
    let path = "\(stubFolder)/\(image.assemblyName)_natives.h"
    try Locations.write(Array(header.utf8), to: path)
    return [path]
  }

  /// The debug data beside the assembly: mcs writes NAME.exe.mdb, Roslyn NAME.pdb. Of two the newer one, which is that of
  /// the last build.
  private func debugFile() throws -> [UInt8]? {
    let candidates = [assembly + ".mdb", (assembly as NSString).deletingPathExtension + ".pdb"]
    let dated = candidates.compactMap { path -> (path: String, date: Date)? in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return (attributes?[.modificationDate] as? Date).map { (path, $0) }
    }
    return try dated.max { $0.date < $1.date }.map { try readInput($0.path) }
  }
}

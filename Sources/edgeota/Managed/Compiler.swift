// Compiles C# with mcs and converts the result to PE files.

import Foundation
import MetadataProcessor
import ToolSupport

/// One assembly to make.
struct CompileJob {
  var name: String
  var isProgram: Bool
  var sources: [String]
  /// Paths of .dll files.
  var references: [String]
  var defines: [String] = []
  var excludedTypes: [String] = []
  var folder: String
}

enum Compiler {
  /// Compiles and converts: writes FOLDER/NAME.dll (or .exe) and FOLDER/NAME.pe; returns the path of the .pe.
  @discardableResult
  static func make(_ job: CompileJob) throws -> String {
    try Locations.makeFolder(job.folder)
    let assembly = "\(job.folder)/\(job.name).\(job.isProgram ? "exe" : "dll")"
    var arguments = [
      "-nologo", "-nostdlib", "-noconfig", "-optimize+", "-debug", "-langversion:7", "-nowarn:659,661,1718",
      "-target:\(job.isProgram ? "exe" : "library")", "-out:\(assembly)",
    ]
    arguments += job.references.map { "-r:\($0)" } + job.defines.map { "-d:\($0)" } + job.sources
    let result = try Subprocess.run("mcs", arguments)
    guard result.status == 0 else {
      throw CommandFailure(.refused, "\(job.name) does not compile:\n\(result.output)")
    }
    return try convert(assembly, excludedTypes: job.excludedTypes, to: "\(job.folder)/\(job.name).pe")
  }

  /// Converts one assembly: writes the PE file and, if the compiler left debug data, the symbol file beside it. Warnings
  /// go to stderr.
  @discardableResult
  static func convert(_ assembly: String, excludedTypes: [String], to output: String) throws -> String {
    let image = try Locations.read(assembly)
    let options = ConversionOptions(excludedTypes: excludedTypes, debugFile: try debugFile(of: assembly))
    do {
      let conversion = try Converter.convertWithWarnings(image, options: options)
      for warning in conversion.warnings { Terminal.note("warning: \(warning)") }
      try Locations.write(conversion.image, to: output)
      let symbols = (output as NSString).deletingPathExtension + ".pesym"
      if let bytes = conversion.symbols {
        try Locations.write(bytes, to: symbols)
      } else {
        // Symbols of an earlier build would be wrong.
        try? FileManager.default.removeItem(atPath: symbols)
      }
      return output
    } catch let error as ConversionError {
      throw CommandFailure(.refused, "\(assembly) cannot be converted:\n\(error)")
    }
  }
}

extension Compiler {
  /// The debug data beside an assembly: mcs writes NAME.exe.mdb, Roslyn NAME.pdb. Of two the newer one, which is that of
  /// the last build.
  private static func debugFile(of assembly: String) throws -> [UInt8]? {
    let candidates = [assembly + ".mdb", (assembly as NSString).deletingPathExtension + ".pdb"]
    let dated = candidates.compactMap { path -> (path: String, date: Date)? in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return (attributes?[.modificationDate] as? Date).map { (path, $0) }
    }
    return try dated.max { $0.date < $1.date }.map { try Locations.read($0.path) }
  }
}

// convert, build, class-library: from C# and .NET assemblies to PE files.

import Foundation
import MetadataProcessor
import ToolSupport

let convertVerb = Verb(
  name: "convert", summary: "converts a .NET assembly to a nanoFramework PE file", arguments: "IN.dll",
  options: [
    .value("output", short: "o", "OUT.pe", "the file to write (default: IN.pe beside IN)"),
    .value("reference", short: "r", "REF.dll", "a referenced assembly (accepted for scripts; conversion needs none)"),
    .value("exclude", "TYPE", "full name of a type to leave out; may be repeated"),
  ]
) { options in
  let input = try options.exactly(1, "one assembly")[0]
  let output = options.value("output") ?? (input as NSString).deletingPathExtension + ".pe"
  try Compiler.convert(input, excludedTypes: options.values("exclude"), to: output)
  return .success
}

let buildVerb = Verb(
  name: "build", summary: "compiles C# against the class library and converts it", arguments: "SOURCE.cs...",
  options: [
    .value("output", short: "o", "DIR", "folder for the assembly and the PE file (default: the current one)"),
    .value("name", "NAME", "name of the assembly (default: of the first source)"),
    .value("reference", short: "r", "REF.dll", "a further assembly to reference; may be repeated"),
    .value("define", "SYMBOL", "a symbol for #if and [Conditional]; may be repeated (DEBUG keeps Debug.WriteLine)"),
    .flag("library", "makes a library (.dll) instead of a program"),
  ]
) { options in
  guard let first = options.arguments.first else { throw CommandFailure(.usage, "expected at least one C# file") }
  let sources = try options.arguments.flatMap(sourceFiles)
  let job = CompileJob(
    name: options.value("name") ?? ((first as NSString).lastPathComponent as NSString).deletingPathExtension,
    isProgram: !options.flag("library"), sources: sources,
    references: try ProjectList.referencePaths() + options.values("reference"), defines: options.values("define"),
    folder: options.value("output") ?? ".")
  Terminal.print(try Compiler.make(job))
  return .success
}

let classLibraryVerb = Verb(
  name: "class-library", summary: "compiles managed/: the class library and the applications (./edgeota does it)",
  options: [.value("output", short: "o", "DIR", "folder for the results")]
) { options in
  let folder = options.value("output") ?? Locations.classLibrary
  for project in try ProjectList.load() {
    let job = CompileJob(
      name: project.name, isProgram: project.output == "exe",
      sources: try sourceFiles("\(Locations.managed)/\(project.sources)"),
      references: project.references.map { "\(folder)/\($0).dll" }, defines: project.defines,
      excludedTypes: project.excludedTypes, folder: project.folder.map { "\(folder)/\($0)" } ?? folder)
    try Compiler.make(job)
  }
  return .success
}

/// A C# file, or every C# file below a folder in the order of their names.
func sourceFiles(_ path: String) throws -> [String] {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw CommandFailure(.noInput, "there is no \(path)")
  }
  guard isFolder.boolValue else { return [path] }
  let files = (FileManager.default.subpaths(atPath: path) ?? []).filter { $0.hasSuffix(".cs") }.sorted()
  if files.isEmpty { throw CommandFailure(.noInput, "there is no C# file below \(path)") }
  return files.map { "\(path)/\($0)" }
}

// convert, build, class-library: from C# and .NET assemblies to PE files.

import Foundation
import MetadataProcessor
import ToolSupport

private let exclusionOptions: [Option] = [
  .value("exclude", "TYPE", "full name of a type to leave out; may be repeated"),
  .value("excludeClassByName", "TYPE", "the same, as the reference converter spells it", oneDash: true),
]

private let conversionOptions: [Option] =
  exclusionOptions + [
    .flag("warnings-as-errors", "refuses what would convert with a warning"),
    .value("stubs", "DIR", "writes the C header for the natives of the assembly, NAME_natives.h, into this folder"),
  ]

let convertVerb = Verb(
  name: "convert", summary: "converts a .NET assembly to a nanoFramework PE file", arguments: "IN.dll",
  options: [
    .value(
      "output", short: "o", "OUT.pe", "the file to write (default: IN.pe beside IN); OUT.pesym gets its source lines"),
    .value("reference", short: "r", "REF.dll", "checks what the assembly uses of this one; give all that it refers to"),
  ] + conversionOptions
) { options in
  let input = try options.exactly(1, "one assembly")[0]
  let references = options.values("reference").map { LibraryReference(path: $0) }
  let conversion = AssemblyConversion(
    assembly: input, output: options.value("output") ?? (input as NSString).deletingPathExtension + ".pe",
    excludedTypes: options.excludedTypes, references: references.isEmpty ? nil : references,
    warningsAreErrors: options.flag("warnings-as-errors"), stubFolder: options.value("stubs"))
  for warning in try conversion.run().warnings { Terminal.note(warning) }
  return .success
}

let buildVerb = Verb(
  name: "build", summary: "compiles C# against the class library and converts it",
  arguments: "SOURCE.cs|FOLDER|ASSEMBLY.dll...",
  options: [
    .value("output", short: "o", "DIR", "folder for the assembly and the PE file (default: the current one)"),
    .value("name", "NAME", "name of the assembly (default: of the first source)"),
    .value("reference", short: "r", "REF.dll", "a further assembly to reference; may be repeated"),
    .value("define", "SYMBOL", "a symbol for #if and [Conditional]; may be repeated (DEBUG keeps Debug.WriteLine)"),
    .value("compiler", "mcs|csc", "mcs of mono (the default), or Roslyn of a .NET SDK, for newer C#"),
    .flag("library", "makes a library (.dll) instead of a program"),
  ] + conversionOptions
) { options in
  guard !options.arguments.isEmpty else {
    throw CommandFailure(.usage, "expected C# files, folders of them, or assemblies")
  }
  let folder = options.value("output") ?? "."
  let assemblies = options.arguments.filter { $0.hasSuffix(".dll") || $0.hasSuffix(".exe") }
  let given = (options.values("reference") + assemblies).map { LibraryReference(path: $0) }
  // An assembly of the user's stands for ours of the same name.
  let references = try ProjectList.references().filter { ours in !given.contains { $0.name == ours.name } } + given
  try Locations.makeFolder(folder)
  for assembly in assemblies {
    let name = LibraryReference(path: assembly).name
    try Build.convert(
      AssemblyConversion(
        assembly: assembly, output: "\(folder)/\(name).pe", excludedTypes: options.excludedTypes,
        references: references, warningsAreErrors: options.flag("warnings-as-errors"),
        stubFolder: options.value("stubs"))
    ).print()
  }
  let sources = options.arguments.filter { !assemblies.contains($0) }
  if let first = sources.first { try Build.make(try job(options, first, sources, references, folder)).print() }
  return .success
}

private func job(
  _ options: ParsedOptions, _ first: String, _ sources: [String], _ references: [LibraryReference], _ folder: String
) throws -> CompileJob {
  let compiler = options.value("compiler") ?? CSharpCompiler.mcs.rawValue
  guard let compiler = CSharpCompiler(rawValue: compiler) else {
    throw CommandFailure(.usage, "--compiler takes mcs or csc, got '\(compiler)'")
  }
  return CompileJob(
    name: options.value("name") ?? LibraryReference(path: first).name, isProgram: !options.flag("library"),
    sources: try sources.flatMap(sourceFiles), references: references, defines: options.values("define"),
    excludedTypes: options.excludedTypes, folder: folder, compiler: compiler,
    warningsAreErrors: options.flag("warnings-as-errors"), stubFolder: options.value("stubs"))
}

extension ParsedOptions {
  fileprivate var excludedTypes: [String] { values("exclude") + values("excludeClassByName") }
}

let classLibraryVerb = Verb(
  name: "class-library", summary: "compiles managed/: the class library and the applications (./edgeota does it)",
  options: [.value("output", short: "o", "DIR", "folder for the results")]
) { options in
  let folder = options.value("output") ?? Locations.classLibrary
  for project in try ProjectList.load() {
    try Build.make(try project.job(folder: project.folder.map { "\(folder)/\($0)" } ?? folder, library: folder)).print()
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

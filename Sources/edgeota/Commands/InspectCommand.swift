// inspect: shows PE files, and what the runtime says of them.

import Foundation
import MetadataProcessor
import NanoRuntime
import ToolSupport

let inspectVerb = Verb(
  name: "inspect", summary: "shows PE files: tables, references, types, natives, resources, code",
  arguments: "FILE.pe...",
  options: [
    .flag("il", "shows the code of the methods as well"),
    .flag("no-load", "reads the file only, without asking the runtime about its natives"),
  ]
) { options in
  guard !options.arguments.isEmpty else { throw CommandFailure(.usage, "expected at least one PE file") }
  let files = try options.arguments.map(InspectedFile.init)
  var code = ExitCode.success
  for file in files {
    Terminal.write(file.image.summary(), to: STDOUT_FILENO)
    if !options.flag("no-load"), try !printVerdict(on: file, among: files) { code = .refused }
    if options.flag("il") { Terminal.write("\n" + file.image.disassemble(), to: STDOUT_FILENO) }
    if files.count > 1 { Terminal.print("") }
  }
  return code
}

private struct InspectedFile {
  let mapped: MappedImage
  let image: PEImage

  init(_ path: String) throws {
    mapped = try MappedImage(path)
    do {
      image = try PEImage(mapped.bytes)
    } catch {
      throw CommandFailure(.refused, "\(path): \(error.message)")
    }
  }
}

/// Loads the files on the class library, as `exec` does but without running anything, and prints whether the runtime takes
/// them and which natives of `file` it lacks. An assembly of the class library is loaded in the place of ours.
private func printVerdict(on file: InspectedFile, among files: [InspectedFile]) throws -> Bool {
  let names = try ProjectList.classLibraryImages().map(\.name)
  let base = try zip(names, MappedImage.classLibrary()).map { name, image in
    files.first { $0.image.assemblyName == name }?.mapped ?? image
  }
  do throws(RuntimeError) {
    let vm = try VM(arenaSize: 4 << 20, host: silentHost)
    var identifier: UInt32 = 0
    for image in base {
      let loaded = try vm.load(image.buffer, into: .base)
      if image === file.mapped { identifier = loaded }
    }
    try vm.link(.base)
    let domain = try vm.createDomain()
    for other in files where !names.contains(other.image.assemblyName) {
      let loaded = try vm.load(other.mapped.buffer, into: domain)
      if other.mapped === file.mapped { identifier = loaded }
    }
    try vm.link(domain)
    try vm.verify(names.contains(file.image.assemblyName) ? .base : domain)
    printBindings(vm.natives(of: identifier))
    return true
  } catch {
    Terminal.print("\nruntime     refuses: \(error.text)")
    return false
  }
}

private func printBindings(_ natives: [NativeMethod]) {
  let missing = natives.filter { $0.binding == .missing }
  let differing = natives.filter { $0.binding == .fieldsDiffer }
  let bound = natives.count - missing.count - differing.count
  let counts = natives.isEmpty ? "" : "; natives: \(bound) bound, \(missing.count) missing, \(differing.count) refused"
  Terminal.print("\nruntime     loads and verifies the file\(counts)")
  for native in missing { Terminal.print("  missing   \(String(decoding: native.key, as: UTF8.self))") }
  for native in differing {
    Terminal.print("  refused   \(String(decoding: native.key, as: UTF8.self)): a field that it touches is not there")
  }
}

/// Nothing runs, so nothing is asked of it.
private var silentHost: RuntimeHost {
  RuntimeHost(
    write: { _ in }, monotonicMilliseconds: { 0 }, unixSeconds: { nil },
    random: { buffer in for index in buffer.indices { buffer[index] = 0 } }, threadEnded: { _ in })
}

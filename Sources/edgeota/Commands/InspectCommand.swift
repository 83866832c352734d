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
  var code = ExitCode.success
  for path in options.arguments {
    let file = try MappedImage(path)
    let image: PEImage
    do throws(PEError) {
      image = try PEImage(file.bytes)
    } catch {
      throw CommandFailure(.refused, "\(path): \(error.message)")
    }
    Terminal.write(image.summary(), to: STDOUT_FILENO)
    if !options.flag("no-load"), try !printVerdict(on: file, named: image.assemblyName) { code = .refused }
    if options.flag("il") { Terminal.write("\n" + image.disassemble(), to: STDOUT_FILENO) }
  }
  return code
}

/// Loads a file on the class library, as `exec` does but without running anything, and prints whether the runtime takes
/// it and which of its natives it lacks. An assembly of the class library is loaded in the place of ours.
private func printVerdict(on file: MappedImage, named name: String) throws -> Bool {
  let names = try ProjectList.classLibraryImages().map(\.name)
  var base = try BaseAssemblies.needed(by: [file])
  let position = names.firstIndex(of: name)
  if let position, position < base.count { base[position] = file }
  do throws(RuntimeError) {
    let vm = try VM(arenaSize: 4 << 20, host: silentHost)
    var identifier: UInt32 = 0
    for image in base {
      let loaded = try vm.load(image.buffer, into: .base)
      if image === file { identifier = loaded }
    }
    try vm.link(.base)
    if position == nil {
      let domain = try vm.createDomain()
      identifier = try vm.load(file.buffer, into: domain)
      try vm.link(domain)
      try vm.verify(domain)
    } else {
      try vm.verify(.base)
    }
    printBindings(vm.natives(of: identifier))
    return true
  } catch {
    Terminal.print("\nruntime     refuses the file: \(error.text)")
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

// The converter on hostile input, under libFuzzer: it may convert or refuse, it may not trap, hang or exhaust memory. What a
// file is decides its beginning: an assembly is converted and the result shown; debug data are used for two assemblies
// whose own they were; anything else is shown as a PE file.

import Foundation

private let programs = ProcessInfo.processInfo.environment["EDGEOTA_PROGRAMS"] ?? "Tests/Programs"

/// Assemblies for mutated debug data, one for each form.
private let debugged: [[UInt8]] = ["mcs", "portable"].map { form in
  guard let file = FileManager.default.contents(atPath: "\(programs)/debug/\(form)/trace.exe") else {
    fatalError("there is no \(programs)/debug/\(form)/trace.exe: run scripts/fuzz.sh")
  }
  return [UInt8](file)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
  if bytes.starts(with: Array("MZ".utf8)) {
    convert(bytes, ConversionOptions(references: [ReferencedAssembly(bytes)]))
    convert(bytes, ConversionOptions())
  } else if bytes.starts(with: Array("BSJB".utf8)) || MonoSymbolFile.isOne(bytes) {
    for assembly in debugged { convert(assembly, ConversionOptions(debugFile: bytes)) }
  } else if let image = try? PEImage(bytes) {
    show(image)
  }
  return 0
}

private func convert(_ assembly: [UInt8], _ options: ConversionOptions) {
  guard let conversion = try? Converter.convertWithWarnings(assembly, options: options) else { return }
  // What is written is a PE file in order, whatever it was made of.
  guard let image = try? PEImage(conversion.image), image.headerChecksum.isRight, image.assemblyChecksum.isRight else {
    fatalError("the converter wrote a file that is no PE file")
  }
  show(image)
}

private func show(_ image: PEImage) {
  _ = image.summary()
  _ = image.disassemble()
  _ = image.nativeHeader()
  _ = image.changes(since: image)
}

// Source lines in stack traces, from the compiler's debug data to the frames that the host gets: converter, symbol file and runtime
// together.

import Foundation
import MetadataProcessor
import NanoRuntime
import Testing

@Suite struct SourceLineTests {
  /// The lines are those that .NET prints (README of Tests/Programs/debug).
  @Test(
    .enabled(if: ClassLibrary.hasCompiler),
    arguments: [("mcs", "trace.exe.mdb"), ("portable", "trace.pdb"), ("embedded", nil)] as [(String, String?)])
  func namesTheLinesThatDotNetNames(_ form: String, _ debugData: String?) throws {
    let folder = ClassLibrary.root.appendingPathComponent("Tests/Programs/debug/\(form)")
    let assembly = [UInt8](try Data(contentsOf: folder.appendingPathComponent("trace.exe")))
    let debugFile = try debugData.map { [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))) }
    let conversion = try Converter.convertWithWarnings(assembly, options: ConversionOptions(debugFile: debugFile))
    let machine = try Machine(application: conversion.image)
    try machine.runMain()
    #expect(machine.output == "caught\n11\n")
    #expect(machine.exceptions.first?.hasPrefix("System.InvalidOperationException: too deep") == true)
    let bytes = try #require(conversion.symbols)
    let symbols = try #require(conversion.image.withUnsafeBytes { SymbolFile(bytes, of: $0) })
    let positions = try #require(machine.traces.first).map { symbols.position(method: $0.method, offset: $0.offset) }
    #expect(positions.map { $0?.line } == [19, 22, 22, 28, 48, 39, 65])
    #expect(positions.allSatisfy { $0.map { String(decoding: $0.file, as: UTF8.self).hasSuffix("trace.cs") } == true })
  }
}

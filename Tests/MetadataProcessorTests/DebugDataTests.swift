// Owns: debug data in the three forms that compilers write, and the symbol files made of them.

import Testing

@testable import MetadataProcessor

@Suite struct DebugDataTests {
  /// Folder below Programs/debug, and what is beside the assembly.
  static let forms: [(folder: String, beside: String?)] = [
    ("mcs", "trace.exe.mdb"), ("portable", "trace.pdb"), ("embedded", nil),
  ]

  private struct Input {
    let assembly: [UInt8]
    let debugFile: [UInt8]?

    init(_ form: (folder: String, beside: String?)) throws {
      assembly = try Fixtures.read("Programs/debug/\(form.folder)/trace.exe")
      debugFile = try form.beside.map { try Fixtures.read("Programs/debug/\(form.folder)/\($0)") }
    }

    func convert() throws -> Conversion {
      try Converter.convertWithWarnings(assembly, options: ConversionOptions(debugFile: debugFile))
    }
  }

  /// Lines `type.method offset file:line`, as another reader of debug data (Mono.Cecil) found them.
  private func expectedPoints(_ folder: String) throws -> [String] {
    let rows = String(decoding: try Fixtures.read("Programs/debug/\(folder)/points.tsv"), as: UTF8.self)
    return rows.split(separator: "\n").dropFirst().map { row in
      let fields = row.split(separator: "\t")
      return "\(fields[0]).\(fields[1]) \(fields[2]) \(fields[4]):\(fields[3])"
    }
  }

  @Test(arguments: forms)
  func readsEveryPoint(form: (folder: String, beside: String?)) throws {
    let input = try Input(form)
    let module = try Module(input.assembly)
    let debug = try #require(try DebugInformation.read(module, beside: input.debugFile))
    var found: [String] = []
    for (row, method) in module.methods.enumerated() {
      for point in debug.points[row] ?? [] {
        let name = "\(module.types[method.owner].fullName).\(method.name)"
        found.append("\(name) \(point.ilOffset) \(debug.files[point.file]):\(point.line)")
      }
    }
    #expect(found.sorted() == (try expectedPoints(form.folder)).sorted())
  }

  /// Every point of the input is in the symbol file, at the same instruction of the output.
  @Test(arguments: forms)
  func symbolFileHasEveryPointAtItsInstruction(form: (folder: String, beside: String?)) throws {
    let input = try Input(form)
    let conversion = try input.convert()
    #expect(conversion.warnings.isEmpty)
    let symbols = try SymbolFileReader(try #require(conversion.symbols), of: conversion.image)
    let module = try Module(input.assembly)
    let image = try PEImage(conversion.image)
    var budget = MethodBody.Budget()
    var expected: [String] = []
    let all = try expectedPoints(form.folder)
    for method in module.methods where method.hasBody {
      let name = "\(module.types[method.owner].fullName).\(method.name)"
      let points = all.filter { $0.hasPrefix("\(name) ") }
      if points.isEmpty { continue }
      let offsets = try module.body(of: method, budget: &budget).instructions.map(\.offset)
      let row = image.methodRow(named: name)
      let converted = try #require(row, "\(name) is not in the output")
      let labels = image.instructionOffsets(ofMethod: converted)
      #expect(labels.count == offsets.count)
      for point in points.map({ $0.split(separator: " ") }) {
        let index = try #require(offsets.firstIndex(of: Int(point[1]) ?? -1))
        expected.append("\(converted) \(labels[index]) \(point[2])")
      }
    }
    #expect(symbols.points.map { "\($0.method) \($0.offset) \($0.file):\($0.line)" }.sorted() == expected.sorted())
  }

  @Test func withoutDebugDataThereAreNoSymbols() throws {
    let conversion = try Converter.convertWithWarnings(try Fixtures.read("Programs/debug/mcs/trace.exe"))
    #expect(conversion.symbols == nil)
    #expect(conversion.warnings.isEmpty)
  }

  /// The file beside the assembly may be stale: then the assembly still converts, with a warning.
  @Test func debugDataOfAnotherBuildAreNotUsed() throws {
    let mdb = try Fixtures.read("Programs/debug/mcs/trace.exe.mdb")
    let pdb = try Fixtures.read("Programs/debug/portable/trace.pdb")
    let mcs = try Fixtures.read("Programs/debug/mcs/trace.exe")
    let other = try Fixtures.read("Programs/types/type_structs.exe")
    for (assembly, file) in [(other, mdb), (other, pdb), (mcs, pdb)] {
      let conversion = try Converter.convertWithWarnings(assembly, options: ConversionOptions(debugFile: file))
      #expect(conversion.symbols == nil)
      #expect(conversion.warnings.count == 1)
      #expect(conversion.warnings.first?.message.contains("belongs to another build") == true)
    }
    let garbage = ConversionOptions(debugFile: [1, 2, 3])
    let conversion = try Converter.convertWithWarnings(mcs, options: garbage)
    #expect(conversion.warnings.first?.message.contains("neither a portable PDB nor a Mono symbol file") == true)
  }

  /// The image is the same whatever is known of its source.
  @Test(arguments: forms)
  func debugDataDoNotChangeTheImage(form: (folder: String, beside: String?)) throws {
    let reference = try Fixtures.read("Programs/debug/\(form.folder)/trace.pe")
    let ours = try Input(form).convert().image
    #expect(try PEImage(ours).disassemble() == PEImage(reference).disassemble())
    #expect(ours == (try Converter.convert(try Input(form).assembly)))
  }

  @Test(arguments: forms)
  func damagedDebugDataAreSurvived(form: (folder: String, beside: String?)) throws {
    guard form.beside != nil else { return }
    let input = try Input(form)
    let whole = try #require(input.debugFile)
    var random = Seeded(UInt64(whole.count))
    for round in 0..<400 {
      var damaged = round % 4 == 0 ? Array(whole[..<Int.random(in: 0..<whole.count, using: &random)]) : whole
      for _ in 0..<(damaged.isEmpty ? 0 : round % 5) {
        damaged[Int.random(in: damaged.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      let options = ConversionOptions(debugFile: damaged)
      let conversion = try Converter.convertWithWarnings(input.assembly, options: options)
      #expect((conversion.symbols == nil) == !conversion.warnings.isEmpty)
    }
  }
}

extension PEImage {
  /// The MethodDef row of `Namespace.Type.Method`; nil unless there is exactly one.
  func methodRow(named name: String) -> Int? {
    let owners = methodOwners
    let rows = (0..<rows(of: PEFormat.methodDef)).filter { row in
      owners[row].map { "\(typeDefinitionName($0)).\(string(PEFormat.methodDef, row, 0))" } == name
    }
    return rows.count == 1 ? rows[0] : nil
  }

  /// Where the instructions of a method begin, from the disassembly.
  func instructionOffsets(ofMethod row: Int) -> [Int] {
    let owners = methodOwners
    let heading = "\(owners[row].map { typeDefinitionName($0) } ?? ""): \(methodHeading(row))"
    let lines = disassemble().split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: Substring(heading)) else { return [] }
    let body = lines[(start + 1)...].prefix { !$0.isEmpty }
    return body.compactMap { line in
      let words = line.split(separator: " ")
      return words.first.flatMap { $0.count == 4 ? Int($0, radix: 16) : nil }
    }
  }
}

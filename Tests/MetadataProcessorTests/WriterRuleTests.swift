// Owns: the rules for writers of PE files (pe-format 7, "Writer"), one test for each, by number.

import Testing

@testable import MetadataProcessor

@Suite struct WriterRuleTests {
  static let inputs = [
    "Programs/types/type_interfaces.exe", "Programs/types/type_members.roslyn.exe", "Programs/delegates/del_events.exe",
    "Programs/modern/mod_attributes.exe", "Programs/corelib/mscorlib.dll", "Apps/GreenhouseCore/GreenhouseCore.dll",
  ]

  private func convert(_ path: String) throws -> PEImage {
    try PEImage(
      try Converter.convert(try Fixtures.read(path), options: ConversionOptions(excludedTypes: ["System.Decimal"])))
  }

  @Test(arguments: inputs)
  func rule1_membersAreInGroupsAndNumberedInTypeOrder(path: String) throws {
    let image = try convert(path)
    var (nextMethod, nextField) = (0, 0)
    for type in 0..<image.rows(of: PEFormat.typeDef) {
      let counts = (12...14).map { image.u8(PEFormat.typeDef, type, $0) ?? 0 }
      #expect(image.u16(PEFormat.typeDef, type, 10) == nextMethod)
      let groups = [Int](0..<3).flatMap { [Int](repeating: $0, count: counts[$0]) }
      for group in groups {
        let flags = image.u32(PEFormat.methodDef, nextMethod, 4) ?? 0
        #expect(group == (flags & 0x40 != 0 ? 0 : flags & 0x10 == 0 ? 1 : 2))
        nextMethod += 1
      }
      for (first, count, isStatic) in [(16, 20, true), (18, 21, false)] {
        let count = image.u8(PEFormat.typeDef, type, count) ?? 0
        if count > 0 { #expect(image.u16(PEFormat.typeDef, type, first) == nextField) }
        for _ in 0..<count {
          #expect(((image.u16(PEFormat.fieldDef, nextField, 6) ?? 0) & 0x10 != 0) == isStatic)
          nextField += 1
        }
      }
    }
    #expect(nextMethod == image.rows(of: PEFormat.methodDef))
    #expect(nextField == image.rows(of: PEFormat.fieldDef))
    let bodies = (0..<nextMethod).compactMap { image.u16(PEFormat.methodDef, $0, 2) }.filter { $0 != 0xFFFF }
    #expect(bodies == bodies.sorted() && bodies.first == 0)
  }

  @Test(arguments: inputs)
  func rule2_whatHasNoPlaceIsDropped(path: String) throws {
    let module = try Module(try Fixtures.read(path))
    let image = try convert(path)
    let types = (0..<image.rows(of: PEFormat.typeDef)).map { image.typeDefinitionName($0) }
    #expect(!types.contains("<Module>"))
    let fields = Set((0..<image.rows(of: PEFormat.fieldDef)).map { image.string(PEFormat.fieldDef, $0, 0) })
    let literals = Set(module.fields.filter(\.isLiteral).map(\.name)).subtracting(
      module.fields.filter { !$0.isLiteral }.map(\.name))
    #expect(fields.isDisjoint(with: literals))
    for type in types.indices where (image.u16(PEFormat.typeDef, type, 22) ?? 0) & 0x30 == 0x30 {
      #expect(image.fields(ofType: type).map { image.string(PEFormat.fieldDef, $0, 0) } == ["value__"])
    }
  }

  @Test func rule3_initialDataAreLengthAndBytes() throws {
    let module = try Module(try Fixtures.read("Programs/arrays/arr_primitives.exe"))
    let image = try convert("Programs/arrays/arr_primitives.exe")
    var found = 0
    for field in module.fields where field.dataAddress != nil {
      let data = try #require(try module.initialData(of: field))
      let row = try #require(
        (0..<image.rows(of: PEFormat.fieldDef)).first { image.string(PEFormat.fieldDef, $0, 0) == field.name })
      let offset = try #require(image.u16(PEFormat.fieldDef, row, 4))
      let heap = image.heap(PEFormat.signatures)
      let length = [UInt8(data.count & 0xFF), UInt8(data.count >> 8)]
      #expect(Array(heap.dropFirst(offset).prefix(data.count + 2)) == length + data)
      found += 1
    }
    #expect(found > 0)
  }

  /// Delegates are made with a native int, here by a reference and there by a definition: the same code on both sides.
  @Test func rule4_nativeIntegersAreInt32() throws {
    let image = try convert("Programs/delegates/del_basic.exe")
    var seen = 0
    for row in 0..<image.rows(of: PEFormat.methodDef)
    where (image.u32(PEFormat.methodDef, row, 4) ?? 0) & 0x1_0000 != 0 {
      let offset = image.u16(PEFormat.methodDef, row, 14) ?? 0
      #expect(Array(image.heap(PEFormat.signatures).dropFirst(offset).prefix(5)) == [0x20, 2, 0, 16, 7])
      seen += 1
    }
    #expect(seen > 0)
    let reference = try PEImage(try Converter.convert(try Fixtures.read("Programs/refused/native_int.exe")))
    #expect(reference.disassemble().contains("local 0: int"))
  }

  @Test func rule5_primitivesAreCodesInSignaturesAndRowsAsOperands() throws {
    let text = try convert("Programs/boxing/box_basic.exe").disassemble()
    #expect(text.contains("box          System.Int32"))
    let image = try convert("Programs/corelib/mscorlib.dll")
    // Even the core library's own types.
    #expect(image.summary().contains("private System.WeakReference _weak"))
    let tokens = image.namesInFieldSignatures
    #expect(!tokens.isEmpty)
    #expect(tokens.isDisjoint(with: DataType.inSignatures.keys))
  }

  @Test func rule6_membersAreThoseOfTheTypeThatTheMetadataNames() throws {
    let module = try Module(try Fixtures.read("Programs/types/type_inherit.exe"))
    let image = try convert("Programs/types/type_inherit.exe")
    let written = Set(
      (0..<image.rows(of: PEFormat.methodRef)).map { row in
        let owner = image.typeReferenceName(image.u16(PEFormat.methodRef, row, 2) ?? -1)
        return "\(owner).\(image.string(PEFormat.methodRef, row, 0))"
      })
    let named = Set(
      module.memberReferences.compactMap { member in
        module.named(member.parent).map { "\(module.fullName($0)).\(member.name)" }
      })
    #expect(!written.isEmpty && written.isSubset(of: named))
    // Members of arrays are refused: RefusalTests, multi_dim_array.
  }

  /// What v1 does not have. Types and members that compilers write are in RefusalTests.
  @Test(
    arguments: [
      ([0x0F, 0x08], "int*: pointers"), ([0x1B, 0x00, 0x00, 0x01], "a function pointer"),
      ([0x14, 0x08, 0x02, 0x00, 0x00], "int[,]: arrays have one dimension"), ([0x13, 0x00], "!0: generics"),
      ([0x1E, 0x00], "!!0: generics"), ([0x16], "TypedReference does not exist"), ([0x20, 0x05, 0x08], "modopt("),
      ([0x1F, 0x05, 0x08], "modreq("), ([0x15, 0x12, 0x05, 0x01, 0x08], "<int>: generics"),
      ([0x10, 0x10, 0x08], "ref int does not exist"),
    ] as [([UInt8], String)])
  func rule7_typesOutsideTheFormatAreRefused(signature: [UInt8], message: String) throws {
    var edited = try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
    let field = try #require(edited.module.fields.firstIndex { !$0.isStatic })
    edited.rows[Table.field][field][2] = edited.addBlob([0x06] + signature)
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(edited.bytes()) }
    let problem = error?.problems.first { $0.member == edited.module.fields[field].name }
    #expect(problem?.message.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test(
    arguments: [
      ([0x27, 0x01, 0, 0, 0x06], "jmp"), ([0x29, 0x01, 0, 0, 0x11], "calli"), ([0xC3], "ckfinite"),
      ([0xFE, 0x00], "arglist"), ([0xFE, 0x0F], "localloc"), ([0xFE, 0x17], "cpblk"), ([0xFE, 0x18], "initblk"),
      ([0xC6, 0x01, 0, 0, 0x01], "mkrefany"), ([0xC2, 0x01, 0, 0, 0x01], "refanyval"), ([0xFE, 0x1D], "refanytype"),
      ([0xFE, 0x1E], "readonly."), ([0xFE, 0x19, 0x01], "no."),
    ] as [([UInt8], String)])
  func rule7_instructionsOutsideTheFormatAreRefused(code: [UInt8], name: String) throws {
    var edited = try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
    let main = edited.method(named: "Main")
    edited.setBody(main, code: [0x00] + code + [0x2A])
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(edited.bytes()) }
    #expect(error?.problems.map(\.message) == ["\(name) does not exist in format v1"])
    #expect(error?.problems.first?.ilOffset == 1)
  }

  /// Methods that the runtime could not call, and tokens that it could not resolve.
  @Test func rule7_membersOutsideTheFormatAreRefused() throws {
    let input = try Fixtures.read("Programs/types/type_interfaces.exe")
    func messages(_ change: (inout EditedAssembly) throws -> Void) throws -> [String] {
      var edited = try EditedAssembly(input)
      try change(&edited)
      let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(edited.bytes()) }
      return error?.problems.map(\.message) ?? []
    }
    let main = try EditedAssembly(input).method(named: "Main")
    let pinvoke = try messages { $0.rows[Table.methodDef][main][2] |= 0x2000 }
    #expect(pinvoke.contains { $0.hasPrefix("P/Invoke does not exist in format v1") })
    // ldtoken of a method, a call of a field, a type operand that is a method.
    let method = UInt8(main + 1)
    let literal = try messages { $0.setBody(main, code: [0xD0, method, 0, 0, 0x06, 0x26, 0x2A]) }
    #expect(literal == ["ldtoken of a method, or of a field of another assembly, does not exist in format v1"])
    let call = try messages { $0.setBody(main, code: [0x28, 1, 0, 0, 0x04, 0x2A]) }
    #expect(call == ["damaged file: a method operand is no method"])
    let type = try messages { $0.setBody(main, code: [0x16, 0x8D, method, 0, 0, 0x06, 0x26, 0x2A]) }
    #expect(type == ["damaged file: a type operand is no type"])
    let staticAbstract = try messages { edited in
      let row = try #require(
        edited.module.methods.firstIndex { edited.module.types[$0.owner].isInterface && $0.isVirtual })
      edited.rows[Table.methodDef][row][2] |= 0x10
      edited.rows[Table.methodDef][row][4] = edited.addBlob([0x00, 0, 1])
    }
    #expect(staticAbstract == ["static abstract and virtual interface members do not exist in format v1"])
  }

  /// One more than fits of everything that is counted in a byte. Heaps, parameters, locals, switches, clauses and some
  /// groups of members are in RefusalTests.
  @Test(arguments: [
    (0x0046, "virtual methods"), (0x0006, "instance methods"), (0x0016, "static methods"),
  ])
  func rule8_methodsOfEachKindAreCounted(flags: Int, kind: String) throws {
    for (count, fits) in [(255, true), (256, false)] {
      var edited = try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
      let last = try #require(edited.rows[Table.typeDef].indices.last)
      let present = edited.module.orderedMethods(of: last)
      let now = [0x46: present.virtual, 0x06: present.instance, 0x16: present.static][flags]?.count ?? 0
      let signature = edited.addBlob([flags & 0x10 == 0 ? 0x20 : 0, 0, 1])
      let body = edited.addData([0x06, 0x2A])
      let list = edited.rows[Table.param].count + 1
      for index in now..<count {
        _ = edited.addRow(Table.methodDef, [body, 0, flags, edited.addString("M\(index)"), signature, list])
      }
      expect(edited, fits: fits, "256 \(kind), at most 255")
    }
  }

  @Test(arguments: [(0x0006, "instance fields"), (0x0016, "static fields")])
  func rule8_fieldsOfEachKindAreCounted(flags: Int, kind: String) throws {
    for (count, fits) in [(255, true), (256, false)] {
      var edited = try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
      let last = try #require(edited.rows[Table.typeDef].indices.last)
      let isStatic = flags & 0x10 != 0
      let now = edited.module.orderedFields(of: last).filter { edited.module.fields[$0].isStatic == isStatic }.count
      let signature = edited.addBlob([0x06, 0x08])
      for index in now..<count { _ = edited.addRow(Table.field, [flags, edited.addString("F\(index)"), signature]) }
      expect(edited, fits: fits, "256 \(kind), at most 255")
    }
  }

  @Test func rule8_stackAndSwitchAndLocalsAreCounted() throws {
    for (count, fits) in [(255, true), (256, false)] {
      var edited = try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
      let main = edited.method(named: "Main")
      edited.setBody(main, code: [0x2A], maximumStack: count)
      expect(edited, fits: fits, "256 entries on the evaluation stack, at most 255")
      // ldc.i4.0, switch of targets that all are the next instruction.
      var code: [UInt8] = [0x16, 0x45]
      code.append(u32: UInt32(count))
      edited.setBody(main, code: code + [UInt8](repeating: 0, count: 4 * count) + [0x2A])
      expect(edited, fits: fits, "switch of 256 targets, at most 255")
      let countBytes: [UInt8] = [0x80 | UInt8(count >> 8), UInt8(count & 0xFF)]
      let locals = edited.addRow(
        Table.standAloneSig, [edited.addBlob([0x07] + countBytes + [UInt8](repeating: 0x08, count: count))])
      edited.setBody(main, code: [0x2A], locals: locals)
      expect(edited, fits: fits, "256 locals, at most 255")
    }
  }

  private func expect(_ edited: EditedAssembly, fits: Bool, _ message: String) {
    do throws(ConversionError) {
      _ = try Converter.convert(edited.bytes())
      #expect(fits, "accepted: \(message)")
    } catch {
      #expect(!fits && error.problems.map(\.message) == [message], "\(error)")
    }
  }

  @Test func rule9_branchesReach32767Bytes() throws {
    for (distance, fits) in [(32_767, true), (32_768, false)] {
      var edited = try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
      var code: [UInt8] = [0x38]
      code.append(u32: UInt32(distance))
      edited.setBody(edited.method(named: "Main"), code: code + [UInt8](repeating: 0, count: distance) + [0x2A])
      expect(edited, fits: fits, "branch over 32768 bytes of IL, at most 32767 in format v1")
    }
  }

  /// Compilers list the interfaces that an interface inherits; here one that a class has only through another is taken
  /// out of its list.
  @Test func rule10_interfaceListsAreFlat() throws {
    let input = try Fixtures.read("Programs/types/type_interfaces.exe")
    let module = try Module(input)
    let own = { (token: Token) -> Int? in
      if case .definition(let row)? = module.named(token) { return row }
      return nil
    }
    var edited = try EditedAssembly(input)
    let removable = try #require(
      edited.rows[Table.interfaceImpl].firstIndex { row in
        let type = module.types[row[0] - 1]
        let token = Token(table: row[1] & 3, row: row[1] >> 2 - 1)
        guard token.table == 0 else { return false }
        return type.interfaces.compactMap(own).contains { module.types[$0].interfaces.contains(.type(token.row)) }
      })
    let type = edited.rows[Table.interfaceImpl][removable][0] - 1
    edited.rows[Table.interfaceImpl].remove(at: removable)
    let changed = try Module(edited.bytes())
    #expect(changed.types[type].interfaces.count == module.types[type].interfaces.count - 1)
    #expect(Set(changed.allInterfaces(of: type)) == Set(module.types[type].interfaces))
    let image = try PEImage(try Converter.convert(edited.bytes()))
    let whole = try PEImage(try Converter.convert(input))
    #expect(image.interfaceSets == whole.interfaceSets)
  }

  @Test(arguments: ["Programs/delegates/del_events.exe", "Apps/GreenhouseCore/GreenhouseCore.dll"])
  func rule11_eventAccessorsStaySynchronized(path: String) throws {
    let module = try Module(try Fixtures.read(path))
    let image = try convert(path)
    let wanted = module.methods.filter { $0.implementationFlags & 0x20 != 0 }.map(\.name).sorted()
    let found = (0..<image.rows(of: PEFormat.methodDef)).filter {
      (image.u32(PEFormat.methodDef, $0, 4) ?? 0) & 0x0100_0000 != 0
    }.map { image.string(PEFormat.methodDef, $0, 0) }
    #expect(found.sorted() == wanted)
    #expect(!image.disassemble().contains("CompareExchange<"))
  }

  @Test func rule12_literalsThatCannotBeWrittenAreTold() throws {
    let error = #expect(throws: ConversionError.self) {
      _ = try Converter.convert(try Fixtures.read("Programs/refused/nul_in_string.exe"))
    }
    #expect(error?.problems.first?.message.contains("U+0000") == true)
    let conversion = try Converter.convertWithWarnings(try Fixtures.read("Programs/refused/lone_surrogate.exe"))
    #expect(conversion.warnings.first?.message.contains("lone surrogate") == true)
    #expect(try PEImage(conversion.image).disassemble().contains("\"a\u{FFFD}\""))
  }

  @Test func rule13_bitsThatTheStandardDoesNotHaveAreDerived() throws {
    func flags(_ path: String, _ method: String) throws -> UInt32 {
      let image = try convert(path)
      let row = try #require(image.methodRow(named: method), "\(method)")
      return try #require(image.u32(PEFormat.methodDef, row, 4))
    }
    #expect(try flags("Programs/debug/mcs/trace.exe", "Fixtures.Program.Main") & 0x4800_0000 == 0x4800_0000)
    #expect(try flags("Programs/debug/mcs/trace.exe", "Fixtures.Deep.Down") & 0x4800_0000 == 0)
    #expect(try flags("Programs/debug/mcs/trace.exe", "Fixtures.Deep..ctor") & 0x1000 != 0)
    #expect(try flags("Programs/debug/mcs/trace.exe", "Fixtures.Op..ctor") & 0x1_1000 == 0x1_1000)
    #expect(try flags("Programs/debug/mcs/trace.exe", "Fixtures.Op.Invoke") & 0x2_0000 != 0)
    #expect(try flags("Programs/debug/mcs/trace.exe", "Fixtures.Op.BeginInvoke") & 0x4_0000 != 0)
    #expect(try flags("Programs/debug/mcs/trace.exe", "Fixtures.Op.EndInvoke") & 0x8_0000 != 0)
    #expect(try flags("Programs/corelib/mscorlib.dll", "System.Object.Finalize") & 0x4000 != 0)
  }

  @Test func rule14_attributesForToolsAreLeftOutBeforeOwnersAreNumbered() throws {
    let image = try convert("Programs/modern/mod_attributes.exe")
    let text = image.attributeTexts.values.flatMap(\.values).joined().joined(separator: "\n")
    for name in ["NullableAttribute", "NullableContext", "RefSafetyRules", "DebuggerStepThrough", "ParamArray"] {
      #expect(!text.contains(name), "\(name)")
    }
    #expect(text.contains("TagAttribute(\"driver\", 3)"))
    // That the others are on their owners: ContentTests, and programs that read attributes.
  }

  @Test(arguments: inputs)
  func rule15_onlyReferencesThatAreUsedAreWritten(path: String) throws {
    let image = try convert(path)
    let text = image.disassemble() + image.summary()
    for row in 0..<image.rows(of: PEFormat.methodRef) {
      let owner = image.typeReferenceName(image.u16(PEFormat.methodRef, row, 2) ?? -1)
      let name = image.string(PEFormat.methodRef, row, 0)
      #expect(text.contains("\(owner)::\(name)(") || text.contains("[\(owner)"), "\(owner)::\(name)")
    }
    for name in ["CompilationRelaxations", "RuntimeCompatibility", "DebuggableAttribute"] {
      #expect(!(0..<image.rows(of: PEFormat.typeRef)).contains { image.typeReferenceName($0).contains(name) })
    }
  }

  @Test(arguments: inputs)
  func rule16_tablesAreAlignedAndTheFirstStringIsEmpty(path: String) throws {
    let image = try convert(path)
    #expect(image.heap(PEFormat.strings).first == 0)
    let starts = (0...15).map { image.bytes.u32(at: 0x28 + 4 * $0) }
    #expect(starts.first == 124 && starts.last == image.bytes.count)
    #expect(starts.allSatisfy { $0 % 4 == 0 } && starts == starts.sorted())
    let paddings = image.bytes[0x6C..<0x7C].map { Int($0) }
    #expect(paddings.allSatisfy { $0 < 4 } && paddings.last == 0)
    for table in 0..<15 where paddings[table] > 0 {
      #expect(image.bytes[(starts[table + 1] - paddings[table])..<starts[table + 1]].allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: inputs)
  func rule17_nothingIsPatched(path: String) throws {
    let image = try convert(path)
    #expect(image.bytes.u32(at: 0x18) == 0xFFFF_FFFF)
    #expect(image.bytes.u32(at: 0x68) == 0)
  }

  /// The native checksum depends on the order of types and methods and on their names; the value is an independent
  /// checker's. For everything else ReferenceTests compare whole files.
  @Test func rule18_typeOrderAndNativeChecksumAreTheReferences() throws {
    let image = try convert("Programs/corelib/mscorlib.dll")
    #expect(image.nativeChecksum.stored == 0xE14A_8848)
    let reference = try PEImage(try Fixtures.read("Programs/types/type_interfaces.pe"))
    let ours = try convert("Programs/types/type_interfaces.exe")
    let names = { (image: PEImage) in
      (0..<image.rows(of: PEFormat.typeDef)).map { image.typeDefinitionName($0) }
    }
    #expect(names(ours) == names(reference))
  }
}

extension PEImage {
  /// Names of the interfaces of each type.
  fileprivate var interfaceSets: [[String]] {
    (0..<rows(of: PEFormat.typeDef)).map { type in
      guard let offset = u16(PEFormat.typeDef, type, 8), offset != 0xFFFF else { return [] }
      var reader = PESignature(self, at: offset)
      return (0..<(reader.byte() ?? 0)).map { _ in reader.named() ?? "?" }.sorted()
    }
  }

  /// The types that field signatures name by a token.
  fileprivate var namesInFieldSignatures: Set<String> {
    let heap = Array(heap(PEFormat.signatures))
    let names = (0..<rows(of: PEFormat.fieldDef)).compactMap { row -> String? in
      guard let offset = u16(PEFormat.fieldDef, row, 2), offset + 1 < heap.count else { return nil }
      guard heap[offset + 1] == DataType.class || heap[offset + 1] == DataType.valueType else { return nil }
      var reader = PESignature(self, at: offset + 2)
      return reader.named()
    }
    return Set(names)
  }
}

// Owns: every form that ECMA-335 lets an assembly have gives the same PE file as the form that compilers write.

import Testing

@testable import MetadataProcessor

@Suite struct InputFormTests {
  static let inputs = [
    "Programs/types/type_interfaces.exe", "Programs/exceptions/exc_filter.roslyn.exe",
    "Programs/modern/mod_attributes.exe", "Programs/resources/resapp.exe", "Programs/arrays/arr_primitives.exe",
    "Programs/corelib/mscorlib.dll", "Apps/GreenhouseCore/GreenhouseCore.dll",
  ]

  private static let options = ConversionOptions(excludedTypes: ["System.Decimal"])

  /// The tests below would prove little of a table that no input has.
  @Test func inputsHaveTheTables() throws {
    var missing: Set = [
      Table.fieldRVA, Table.classLayout, Table.nestedClass, Table.methodImpl, Table.constant, Table.customAttribute,
      Table.manifestResource, Table.standAloneSig, Table.typeSpec, Table.genericParam, Table.property, Table.event,
    ]
    for path in Self.inputs {
      let module = try Module(try Fixtures.read(path))
      missing = missing.filter { module.tables.count($0) == 0 }
    }
    #expect(missing.isEmpty)
  }

  private func expectSame(_ edited: EditedAssembly, as input: [UInt8], _ comment: Comment) throws {
    let expected = try Converter.convertWithWarnings(input, options: Self.options)
    let got = try Converter.convertWithWarnings(edited.bytes(), options: Self.options)
    #expect(got.image == expected.image, comment)
    #expect(got.symbols == expected.symbols, comment)
  }

  @Test(arguments: inputs, 0...7)
  func heapsOfAllWidths(path: String, wide: Int) throws {
    let input = try Fixtures.read(path)
    var edited = try EditedAssembly(input)
    edited.wideHeaps = wide
    try expectSame(edited, as: input, "HeapSizes \(wide)")
  }

  /// 65,536 rows make indices to a table four bytes wide; far fewer do so for coded indices.
  @Test(arguments: inputs, [Table.param, Table.property, Table.moduleRef])
  func wideIndices(path: String, table: Int) throws {
    let input = try Fixtures.read(path)
    var edited = try EditedAssembly(input)
    let columns = MetadataTables.layouts[table].count
    edited.rows[table] += [[Int]](repeating: [Int](repeating: 0, count: columns), count: 0x1_0000)
    try expectSame(edited, as: input, "table \(table)")
  }

  /// Uncompressed metadata: members in any order, brought into that of declaration by the pointer tables.
  @Test(arguments: inputs)
  func uncompressedMetadataWithPointerTables(path: String) throws {
    let input = try Fixtures.read(path)
    var edited = try EditedAssembly(input)
    edited.isUncompressed = true
    try edited.reverse(Table.field, pointers: Table.fieldPointer)
    try edited.reverse(Table.methodDef, pointers: Table.methodPointer)
    #expect(edited.rows[Table.methodDef] != (try EditedAssembly(input)).rows[Table.methodDef])
    try expectSame(edited, as: input, "reversed members")
  }

  /// Uncompressed metadata need not be sorted: here what says who is nested in whom and where initial data are.
  @Test(arguments: inputs)
  func unsortedTables(path: String) throws {
    let input = try Fixtures.read(path)
    var edited = try EditedAssembly(input)
    edited.isUncompressed = true
    for table in [Table.nestedClass, Table.fieldRVA, Table.classLayout, Table.constant, Table.methodImpl] {
      edited.rows[table].reverse()
    }
    try expectSame(edited, as: input, "reversed tables")
  }

  /// A type reference behind those that are nested in it; the output has the order that linkers need.
  @Test func enclosingTypeReferencesMayFollow() throws {
    let input = try Fixtures.read("Programs/types/type_interfaces.exe")
    var edited = try EditedAssembly(input)
    let console = try #require(edited.module.typeReferences.firstIndex { $0.name == "Console" })
    // Console becomes a type inside one that comes last.
    let scope = edited.rows[Table.typeRef][console][0]
    let outer = edited.addRow(Table.typeRef, [scope, edited.addString("Outer"), edited.addString("Late")])
    edited.rows[Table.typeRef][console][0] = (outer.row + 1) << 2 | 3
    let summary = try PEImage(try Converter.convert(edited.bytes())).disassemble()
    #expect(summary.contains("Late.Outer/Console::WriteLine"))
  }

  /// Bodies that fit a tiny header may have a fat one.
  @Test(arguments: inputs)
  func fatHeadersForTinyBodies(path: String) throws {
    let input = try Fixtures.read(path)
    var edited = try EditedAssembly(input)
    var changed = 0
    for (row, method) in edited.module.methods.enumerated() where method.hasBody {
      let start = try edited.module.file.offset(of: method.address)
      guard input[start] & 3 == 2 else { continue }
      edited.setBody(row, code: Array(input[(start + 1)...].prefix(Int(input[start] >> 2))))
      changed += 1
    }
    #expect(changed > 0)
    try expectSame(edited, as: input, "fat headers")
  }

  /// The clauses of a method spread over several sections, small and fat ones (ECMA-335 II.25.4.5).
  @Test(arguments: ["Programs/exceptions/exc_filter.roslyn.exe", "Programs/exceptions/exc_order.exe"], [true, false])
  func severalExceptionSections(path: String, fatFirst: Bool) throws {
    let input = try Fixtures.read(path)
    var edited = try EditedAssembly(input)
    var budget = MethodBody.Budget()
    var most = 0
    for (row, method) in edited.module.methods.enumerated() where method.hasBody {
      let body = try edited.module.body(of: method, budget: &budget)
      guard body.clauses.count > 1 else { continue }
      most = max(most, body.clauses.count)
      let start = try edited.module.file.offset(of: method.address)
      let code = Array(input[(start + 12)...].prefix(body.codeSize))
      let locals = Token(UInt32(input.u32(at: start + 8)))
      var sections: [UInt8] = []
      for (index, clause) in body.clauses.enumerated() {
        let isFat = (index % 2 == 0) == fatFirst
        sections += clause.section(isFat: isFat, isLast: index == body.clauses.count - 1)
      }
      edited.setBody(row, code: code, sections: sections, maximumStack: body.maximumStack, locals: locals)
    }
    #expect(most >= 3)
    try expectSame(edited, as: input, "sections")
  }
}

extension ExceptionClause {
  /// A section with this clause alone.
  fileprivate func section(isFat: Bool, isLast: Bool) -> [UInt8] {
    var (flags, last) = (UInt32(0), UInt32(0))
    switch kind {
    case .catching(let token): last = UInt32(token.table << 24 | (token.row + 1))
    case .filter(let start): (flags, last) = (1, UInt32(start))
    case .finally: flags = 2
    case .fault: flags = 4
    }
    var bytes: [UInt8] = [UInt8((isFat ? 0x41 : 0x01) | (isLast ? 0 : 0x80)), isFat ? 28 : 16, 0, 0]
    let places = [(tryStart, tryEnd), (handlerStart, handlerEnd)]
    if isFat {
      bytes.append(u32: flags)
      for (start, end) in places {
        bytes.append(u32: UInt32(start))
        bytes.append(u32: UInt32(end - start))
      }
    } else {
      bytes.append(u16: UInt16(flags))
      for (start, end) in places {
        bytes.append(u16: UInt16(start))
        bytes.append(UInt8(end - start))
      }
    }
    bytes.append(u32: last)
    return bytes
  }
}

extension EditedAssembly {
  /// Turns the order of a member table round: everything that refers to its rows follows, but the lists of TypeDef, which
  /// go through a new table of pointers.
  fileprivate mutating func reverse(_ table: Int, pointers: Int) throws {
    let count = rows[table].count
    rows[table].reverse()
    rows[pointers] = (0..<count).map { [count - $0] }
    for (other, columns) in MetadataTables.layouts.enumerated() where other != Table.typeDef && other != pointers {
      for (index, column) in columns.enumerated() {
        for row in rows[other].indices {
          rows[other][row][index] = moved(rows[other][row][index], column, table, count)
        }
      }
    }
    try moveTokens(of: table, count)
  }

  private func moved(_ value: Int, _ column: Column, _ table: Int, _ count: Int) -> Int {
    switch column {
    case .index(let target) where target == table && value > 0: return count + 1 - value
    case .coded(let bits, let targets):
      let tag = value & ((1 << bits) - 1)
      guard targets.indices.contains(tag), targets[tag] == table, value >> bits > 0 else { return value }
      return (count + 1 - value >> bits) << bits | tag
    default: return value
    }
  }

  /// Tokens in IL, and the entry point.
  private mutating func moveTokens(of table: Int, _ count: Int) throws {
    func move(_ offset: Int) {
      let token = file.u32(at: offset)
      guard token >> 24 == table, token & 0xFF_FFFF > 0 else { return }
      file.set(u32: table << 24 | (count + 1 - token & 0xFF_FFFF), at: offset)
    }
    var budget = MethodBody.Budget()
    for method in module.methods where method.hasBody {
      let body = try module.body(of: method, budget: &budget)
      let start = try module.file.offset(of: method.address)
      let code = start + (file[start] & 3 == 2 ? 1 : 12)
      for instruction in body.instructions {
        if case .token = instruction.operand { move(code + instruction.offset + instruction.opcode.size) }
      }
    }
    move(entryPointToken)
  }
}

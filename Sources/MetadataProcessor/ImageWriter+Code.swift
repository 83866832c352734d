// Owns: the way from the input's IL to the ByteCode table (pe-format 3.1, 3.9, 3.10).

extension ImageWriter {
  /// The body in the PE format: IL with short tokens and branches, then the exception clauses and their number.
  mutating func convert(_ body: MethodBody, of row: Int) -> [UInt8] {
    let offsets = convertedOffsets(body)
    keepPoints(of: row, offsets: offsets)
    var code: [UInt8] = []
    for instruction in body.instructions {
      do throws(ConversionProblem) {
        let opcode = instruction.opcode
        guard opcode.isSupported else { throw ConversionProblem("\(opcode.name) does not exist in format v1") }
        try checkVariable(instruction, arguments: module.methods[row].argumentCount, locals: body.locals.count)
        if opcode.size == 2 { code.append(0xFE) }
        code.append(UInt8(truncatingIfNeeded: opcode.code))
        try append(instruction, to: &code, offsets: offsets, of: row)
      } catch {
        report(error.within(ilOffset: instruction.offset), on: .method(row))
      }
    }
    do throws(ConversionProblem) {
      try appendClauses(body, to: &code, offsets: offsets)
    } catch {
      report(error, on: .method(row))
    }
    return code
  }

  /// Moves the method's source positions to the output's row and offsets.
  private mutating func keepPoints(of row: Int, offsets: [Int: Int]) {
    guard let points = debug?.points[row], let converted = numbering.methods[row] else { return }
    let moved = points.compactMap { point in
      offsets[point.ilOffset].map { SequencePoint(ilOffset: $0, file: point.file, line: point.line) }
    }
    if !moved.isEmpty { convertedPoints[converted] = moved }
  }

  /// Where each instruction, and the end, of the input's IL is in the output.
  private func convertedOffsets(_ body: MethodBody) -> [Int: Int] {
    var offsets: [Int: Int] = [:]
    var offset = 0
    for instruction in body.instructions {
      offsets[instruction.offset] = offset
      offset += instruction.opcode.size + instruction.opcode.operand.convertedSize
      if case .targets(let targets) = instruction.operand { offset += 1 + 2 * targets.count }
    }
    offsets[body.codeSize] = offset
    return offsets
  }

  private mutating func append(
    _ instruction: Instruction, to code: inout [UInt8], offsets: [Int: Int], of row: Int
  ) throws(ConversionProblem) {
    let opcode = instruction.opcode
    switch instruction.operand {
    case .none: break
    case .bytes(let bytes): code += bytes
    case .target(let target):
      let isShort = opcode.operand == .branch8
      let distance = try converted(target, offsets) - code.count - (isShort ? 1 : 2)
      try append(distance, isShort: isShort, to: &code)
    case .targets(let targets):
      guard targets.count <= 255 else { throw ConversionProblem("switch of \(targets.count) targets, at most 255") }
      code.append(UInt8(targets.count))
      let base = code.count + 2 * targets.count
      for target in targets { try append(try converted(target, offsets) - base, isShort: false, to: &code) }
    case .literal(let units):
      try check(units, in: row, ilOffset: instruction.offset)
      code.append(u16: strings.identifier(of: String(decoding: units, as: UTF16.self)))
    case .token(let token):
      switch opcode.operand {
      case .method: code.append(u16: try methodToken(token))
      case .field: code.append(u16: try fieldToken(token))
      case .type: code.append(u16: try typeToken(token))
      default: code.append(u32: try tokenToken(token))
      }
    }
  }

  /// The argument or local that an instruction names has to exist.
  private func checkVariable(
    _ instruction: Instruction, arguments: Int, locals: Int
  ) throws(ConversionProblem) {
    let code = Int(instruction.opcode.code)
    let operand = instruction.opcode.operand
    // ldarg.0 to ldarg.3, then the same for ldloc and stloc.
    let isShortest = operand == .none && (0x02...0x0D).contains(code)
    let isArgument = operand == .argument8 || operand == .argument16 || (isShortest && code < 0x06)
    let isLocal = operand == .local8 || operand == .local16 || (isShortest && code >= 0x06)
    guard isArgument || isLocal else { return }
    var index = (code - 2) & 3
    if case .bytes(let bytes) = instruction.operand { index = bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
    if isArgument, index >= arguments { throw ConversionProblem("damaged file: argument \(index) of \(arguments)") }
    if isLocal, index >= locals { throw ConversionProblem("damaged file: local \(index) of \(locals)") }
  }

  /// The new place of a branch target, which has to be an instruction.
  private func converted(_ target: Int, _ offsets: [Int: Int]) throws(ConversionProblem) -> Int {
    guard let offset = offsets[target] else { throw ConversionProblem("damaged file: a branch into an instruction") }
    return offset
  }

  private func append(_ distance: Int, isShort: Bool, to code: inout [UInt8]) throws(ConversionProblem) {
    if isShort {
      guard let byte = Int8(exactly: distance) else { throw ConversionProblem("short branch over \(distance) bytes") }
      code.append(UInt8(bitPattern: byte))
    } else {
      guard let word = Int16(exactly: distance) else {
        throw ConversionProblem("branch over \(distance) bytes of IL, at most 32767 in format v1")
      }
      code.append(u16: UInt16(bitPattern: word))
    }
  }

  /// Strings are UTF-8 with a NUL at the end at run time, so two things cannot be in a literal.
  private mutating func check(_ units: [UInt16], in row: Int, ilOffset: Int) throws(ConversionProblem) {
    if units.contains(0) {
      throw ConversionProblem("literal with U+0000, which would end the string there (make it at run time instead)")
    }
    let text = String(decoding: units, as: UTF16.self)
    if !text.utf16.elementsEqual(units) {
      warn("literal with a lone surrogate: U+FFFD is written in its place", on: .method(row), ilOffset: ilOffset)
    }
  }

  private func methodToken(_ token: Token) throws(ConversionProblem) -> UInt16 {
    switch token.table {
    case Table.methodDef:
      if let row = numbering.methods[token.row] { return UInt16(truncatingIfNeeded: row) }
      throw ConversionProblem("a method that is left out of the output is used")
    case Table.memberRef:
      if let problem = memberProblems[token.row] { throw problem }
      if let row = numbering.methodReferences[token.row] { return UInt16(truncatingIfNeeded: 0x8000 | row) }
    case Table.methodSpec: throw ConversionProblem("generic methods do not exist in format v1")
    default: break
    }
    throw ConversionProblem("damaged file: a method operand is no method")
  }

  private func fieldToken(_ token: Token) throws(ConversionProblem) -> UInt16 {
    switch token.table {
    case Table.field:
      if let row = numbering.fields[token.row] { return UInt16(truncatingIfNeeded: row) }
      throw ConversionProblem("a field that is left out of the output is used")
    case Table.memberRef:
      if let problem = memberProblems[token.row] { throw problem }
      if let row = numbering.fieldReferences[token.row] { return UInt16(truncatingIfNeeded: 0x8000 | row) }
    default: break
    }
    throw ConversionProblem("damaged file: a field operand is no field")
  }

  private mutating func typeToken(_ token: Token) throws(ConversionProblem) -> UInt16 {
    guard let named = module.named(token) else {
      return UInt16(truncatingIfNeeded: 0x8000 | (try typeSpecification(token)))
    }
    let row = try encoder.row(of: named)
    return UInt16(truncatingIfNeeded: row | (named.isReference ? 0x4000 : 0))
  }

  /// The four-byte operand of ldtoken, with the output's table numbers.
  private mutating func tokenToken(_ token: Token) throws(ConversionProblem) -> UInt32 {
    switch token.table {
    case Table.typeDef, Table.typeRef:
      guard let named = module.named(token) else { break }
      let table = token.table == Table.typeDef ? PEFormat.typeDef : PEFormat.typeRef
      return UInt32(truncatingIfNeeded: table << 24 | (try encoder.row(of: named)))
    case Table.typeSpec:
      return UInt32(truncatingIfNeeded: PEFormat.typeSpec << 24 | (try typeSpecification(token)))
    case Table.field:
      return UInt32(truncatingIfNeeded: PEFormat.fieldDef << 24 | Int(try fieldToken(token)))
    case Table.methodDef, Table.memberRef, Table.methodSpec:
      throw ConversionProblem("ldtoken of a method, or of a field of another assembly, does not exist in format v1")
    default: break
    }
    throw ConversionProblem("damaged file: operand of ldtoken")
  }

  /// The row of a constructed type, made at its first use.
  private mutating func typeSpecification(_ token: Token) throws(ConversionProblem) -> Int {
    guard token.table == Table.typeSpec, module.typeSpecifications.indices.contains(token.row) else {
      throw ConversionProblem("damaged file: a type operand is no type")
    }
    let type = module.typeSpecifications[token.row]
    _ = try encoder.type(type)
    let text = module.text(type)
    if let row = typeSpecificationRows[text] { return row }
    let row = typeSpecifications.count
    typeSpecificationRows[text] = row
    typeSpecifications.append(type)
    return row
  }

  private func appendClauses(
    _ body: MethodBody, to code: inout [UInt8], offsets: [Int: Int]
  ) throws(ConversionProblem) {
    guard !body.clauses.isEmpty else { return }
    guard body.clauses.count <= 255 else {
      throw ConversionProblem("\(body.clauses.count) exception clauses, at most 255")
    }
    // Sorted by handler, which keeps inner ones first; sorting by position as well makes it stable.
    let sorted = body.clauses.enumerated().sorted {
      ($0.element.handlerStart, $0.offset) < ($1.element.handlerStart, $1.offset)
    }
    for clause in sorted.map(\.element) {
      guard clause.tryStart < clause.tryEnd, clause.handlerStart < clause.handlerEnd else {
        throw ConversionProblem("damaged file: an empty protected region or handler")
      }
      var mode: UInt16 = 0
      var operand: UInt16 = 0
      switch clause.kind {
      case .catching(let token): operand = try catchToken(token)
      case .fault: mode = 1
      case .finally: mode = 2
      case .filter(let start):
        mode = 3
        operand = UInt16(truncatingIfNeeded: try converted(start, offsets))
      }
      code.append(u16: mode)
      code.append(u16: operand)
      for offset in [clause.tryStart, clause.tryEnd, clause.handlerStart] {
        code.append(u16: UInt16(truncatingIfNeeded: try converted(offset, offsets)))
      }
      // A handler that ends with the method is written as ending at the last instruction: the reference's habit.
      let isLast = clause.handlerEnd == body.codeSize
      let end = isLast ? (body.instructions.last?.offset ?? 0) : clause.handlerEnd
      code.append(u16: UInt16(truncatingIfNeeded: try converted(end, offsets)))
    }
    code.append(UInt8(body.clauses.count))
  }

  private func catchToken(_ token: Token) throws(ConversionProblem) -> UInt16 {
    guard let named = module.named(token) else { throw ConversionProblem("the type of a catch clause is constructed") }
    let row = try encoder.row(of: named)
    return UInt16(truncatingIfNeeded: row | (named.isReference ? 0x8000 : 0))
  }
}

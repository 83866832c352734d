// Owns: method bodies of the input: header, instructions, exception clauses (ECMA-335 II.25.4).

struct Instruction {
  enum Operand {
    case none
    /// Constants and variable numbers: the bytes that follow the opcode, the same in both formats.
    case bytes([UInt8])
    /// Branch targets as offsets in the input's IL.
    case target(Int)
    case targets([Int])
    /// UTF-16 code units of a literal.
    case literal([UInt16])
    case token(Token)
  }
  let offset: Int
  let opcode: Opcode
  let operand: Operand
}

struct ExceptionClause {
  enum Kind {
    case catching(Token)
    case filter(Int)
    case finally
    case fault
  }
  let kind: Kind
  let tryStart: Int
  let tryEnd: Int
  let handlerStart: Int
  let handlerEnd: Int
}

struct MethodBody {
  /// Bytes that may still be read: hostile methods may share one large body, and name one large literal in every
  /// instruction.
  struct Budget {
    /// Far more than what becomes the format's 64 KiB.
    var code = 1 << 20
    var literals = 16 << 20
    var locals = 1 << 20
  }

  var locals: [TypeSignature] = []
  var instructions: [Instruction] = []
  var clauses: [ExceptionClause] = []
  /// Bytes of IL in the input.
  var codeSize = 0
  /// What the compiler says of the evaluation stack's depth.
  var maximumStack = 8
}

extension Module {
  /// Reads the body of a method that has one.
  func body(of method: MethodDefinition, budget: inout MethodBody.Budget) throws(ConversionProblem) -> MethodBody {
    guard method.address != 0 else { throw ConversionProblem("the method has neither a body nor a reason for that") }
    var reader = try ByteReader(file.bytes, at: try file.offset(of: method.address), what: "method body")
    var body = MethodBody()
    let start = reader.position
    let first = try reader.u8()
    if first & 3 == 2 {
      body.codeSize = Int(first >> 2)
      try readCode(&reader, into: &body, &budget)
      return body
    }
    guard first & 3 == 3 else { throw ConversionProblem("damaged file: bad method header") }
    let second = try reader.u8()
    body.maximumStack = Int(try reader.u16())
    body.codeSize = Int(try reader.u32())
    body.locals = try locals(try reader.u32(), &budget)
    guard second >> 4 == 3 else { throw ConversionProblem("damaged file: bad method header size") }
    try readCode(&reader, into: &body, &budget)
    if first & 0x08 != 0 {
      try reader.skip((4 - (reader.position - start) & 3) & 3)
      try readClauses(&reader, into: &body)
    }
    return body
  }

  private func locals(
    _ value: UInt32, _ budget: inout MethodBody.Budget
  ) throws(ConversionProblem) -> [TypeSignature] {
    guard let token = Token(value) else { return [] }
    guard token.table == Table.standAloneSig else { throw ConversionProblem("damaged file: bad token of locals") }
    var reader = try signature(Table.standAloneSig, token.row, 0)
    budget.locals -= reader.size
    guard budget.locals >= 0 else { throw ConversionProblem("damaged file: methods share long signatures of locals") }
    return try reader.locals()
  }

  private func readCode(
    _ reader: inout ByteReader, into body: inout MethodBody, _ budget: inout MethodBody.Budget
  ) throws(ConversionProblem) {
    var code = try ByteReader(file.bytes, at: reader.position, count: body.codeSize, what: "IL")
    budget.code -= body.codeSize
    guard budget.code >= 0 else { throw ConversionProblem("the methods have more than 1 MiB of IL in all") }
    let start = code.position
    while !code.isAtEnd {
      let offset = code.position - start
      do throws(ConversionProblem) {
        body.instructions.append(try instruction(&code, at: offset, start: start, &budget))
      } catch {
        throw error.within(ilOffset: offset)
      }
    }
    guard !body.instructions.isEmpty else { throw ConversionProblem("the method has no IL") }
    try reader.skip(body.codeSize)
  }

  private func instruction(
    _ code: inout ByteReader, at offset: Int, start: Int, _ budget: inout MethodBody.Budget
  ) throws(ConversionProblem) -> Instruction {
    var number = UInt16(try code.u8())
    if number == 0xFE { number = 0xFE00 | UInt16(try code.u8()) }
    guard let opcode = Opcode.find(number) else {
      throw ConversionProblem("damaged file: opcode \(hex(UInt32(number), digits: 2)) does not exist")
    }
    let operand: Instruction.Operand
    switch opcode.operand {
    case .none: operand = .none
    case .branch8:
      let distance = Int(Int8(bitPattern: try code.u8()))
      operand = .target(code.position - start + distance)
    case .branch32:
      let distance = Int(Int32(bitPattern: try code.u32()))
      operand = .target(code.position - start + distance)
    case .switchTable:
      let count = Int(try code.u32())
      guard count <= code.remaining / 4 else { throw ConversionProblem("damaged file: switch of \(count) targets") }
      let base = code.position - start + 4 * count
      var targets: [Int] = []
      for _ in 0..<count { targets.append(base + Int(Int32(bitPattern: try code.u32()))) }
      operand = .targets(targets)
    case .string:
      operand = .literal(try heaps.literal(Int(try code.u32() & 0xFF_FFFF), budget: &budget.literals))
    case .method, .field, .type, .token, .signature:
      guard let token = Token(try code.u32()) else { throw ConversionProblem("damaged file: null token in IL") }
      operand = .token(token)
    default:
      operand = .bytes(try code.take(opcode.operand.size))
    }
    return Instruction(offset: offset, opcode: opcode, operand: operand)
  }

  private func readClauses(_ reader: inout ByteReader, into body: inout MethodBody) throws(ConversionProblem) {
    var more = true
    while more {
      let kind = try reader.u8()
      more = kind & 0x80 != 0
      let isFat = kind & 0x40 != 0
      var size = Int(try reader.u8())
      size |= Int(try reader.u16()) << 8
      if !isFat { size &= 0xFF }
      guard kind & 0x3F == 1 else { throw ConversionProblem("damaged file: unknown section after IL") }
      for _ in 0..<((size - 4) / (isFat ? 24 : 12)) {
        body.clauses.append(try clause(&reader, isFat: isFat))
      }
    }
  }

  private func clause(_ reader: inout ByteReader, isFat: Bool) throws(ConversionProblem) -> ExceptionClause {
    let flags = isFat ? try reader.u32() : UInt32(try reader.u16())
    let tryStart = isFat ? Int(try reader.u32()) : Int(try reader.u16())
    let tryLength = isFat ? Int(try reader.u32()) : Int(try reader.u8())
    let handlerStart = isFat ? Int(try reader.u32()) : Int(try reader.u16())
    let handlerLength = isFat ? Int(try reader.u32()) : Int(try reader.u8())
    let last = try reader.u32()
    let kind: ExceptionClause.Kind
    switch flags {
    case 0:
      guard let token = Token(last) else { throw ConversionProblem("damaged file: catch without a type") }
      kind = .catching(token)
    case 1: kind = .filter(Int(last))
    case 2: kind = .finally
    case 4: kind = .fault
    default: throw ConversionProblem("damaged file: exception clause of kind \(flags)")
    }
    return ExceptionClause(
      kind: kind, tryStart: tryStart, tryEnd: tryStart + tryLength, handlerStart: handlerStart,
      handlerEnd: handlerStart + handlerLength)
  }
}

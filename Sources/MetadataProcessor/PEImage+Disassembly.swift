// Owns: the code of a PE file as text (pe-format 3.1, 3.9).

extension PEImage {
  /// All method bodies with the names of what they use, as text with a line end after each line.
  public func disassemble() -> String {
    var text = Text()
    for body in bodies() {
      let owner = body.type.map { typeDefinitionName($0) } ?? "<no type>"
      text.line("\(owner): \(methodHeading(body.method))")
      text.block(body.text)
      text.line("")
    }
    return text.content
  }

  /// A method with code.
  struct Body {
    let method: Int
    /// TypeDef row of its owner.
    let type: Int?
    /// Locals, instructions and clauses, with a line end after each line.
    let text: String
    /// Bytes with the clauses.
    let size: Int
  }

  /// The bodies in the order of MethodDef.
  func bodies() -> [Body] {
    var bodies: [Body] = []
    let names = MemberNames(self)
    var end = 0
    for row in 0..<rows(of: PEFormat.methodDef) {
      guard let start = u16(PEFormat.methodDef, row, 2), start != Int(PEFormat.none) else { continue }
      var text = Text()
      // Bodies follow each other; what overlaps would be shown over and over.
      let next = nextBody(after: row)
      if start < end || next <= start || next > size(of: PEFormat.byteCode) {
        text.line("  <body \(start)..<\(next) is not a part of its own>")
      } else {
        addLocals(of: row, to: &text)
        addBody(of: row, start..<next, names, to: &text)
        end = next
      }
      bodies.append(
        Body(method: row, type: names.methodOwners[row], text: text.content, size: max(0, next - start)))
    }
    return bodies
  }

  private func nextBody(after row: Int) -> Int {
    for next in (row + 1)..<max(row + 1, rows(of: PEFormat.methodDef)) {
      if let start = u16(PEFormat.methodDef, next, 2), start != Int(PEFormat.none) { return start }
    }
    return size(of: PEFormat.byteCode)
  }

  private func addLocals(of row: Int, to text: inout Text) {
    let count = u8(PEFormat.methodDef, row, 10) ?? 0
    guard count > 0 else { return }
    var reader = PESignature(self, at: u16(PEFormat.methodDef, row, 12) ?? 0)
    for index in 0..<count { text.line("  local \(index): \(reader.type() ?? "<type>")") }
  }

  private func addBody(of row: Int, _ range: Range<Int>, _ names: MemberNames, to text: inout Text) {
    let heap = heap(PEFormat.byteCode)
    let body = Array(heap.dropFirst(range.lowerBound).prefix(range.count))
    var codeEnd = body.count
    if (u32(PEFormat.methodDef, row, 4) ?? 0) & 0x4000_0000 != 0, let count = body.last {
      codeEnd = body.count - 1 - 12 * Int(count)
      guard codeEnd >= 0 else {
        text.line("  <\(count) exception clauses do not fit into the body>")
        return
      }
    }
    var decoder = PEInstructions(body, end: codeEnd)
    while let line = decoder.next(names) { text.line("  \(line)") }
    for start in stride(from: codeEnd, to: body.count - 1, by: 12) where start + 12 <= body.count {
      text.line("  \(clause(body[start..<(start + 12)]))")
    }
  }

  private func clause(_ row: ArraySlice<UInt8>) -> String {
    let fields = stride(from: row.startIndex, to: row.endIndex, by: 2).map { Int(row[$0]) | Int(row[$0 + 1]) << 8 }
    let label = { (offset: Int) in hex(UInt32(offset), digits: 4) }
    let handler =
      switch fields[0] {
      case 0: "catch \(typeName(fields[1]))"
      case 1: "fault"
      case 2: "finally"
      case 3: "filter \(label(fields[1])), handler"
      default: "<mode \(fields[0])>"
      }
    return "try \(label(fields[2]))..<\(label(fields[3])) \(handler) \(label(fields[4]))..<\(label(fields[5]))"
  }
}

/// Names of everything that instructions can refer to.
struct MemberNames {
  let image: PEImage
  let methodOwners: [Int: Int]
  private let fieldOwners: [Int: Int]

  init(_ image: PEImage) {
    self.image = image
    methodOwners = image.methodOwners
    fieldOwners = image.fieldOwners
  }

  func method(_ token: Int) -> String {
    let row = token & 0x7FFF
    if token & 0x8000 != 0 { return member(PEFormat.methodRef, row) }
    guard let signature = image.u16(PEFormat.methodDef, row, 14) else { return "<MethodDef \(row)>" }
    let owner = methodOwners[row].map { image.typeDefinitionName($0) } ?? "<no type>"
    return image.methodText("\(owner)::\(image.string(PEFormat.methodDef, row, 0))", signature: signature)
  }

  func field(_ token: Int) -> String {
    let row = token & 0x7FFF
    if token & 0x8000 != 0 { return member(PEFormat.fieldRef, row) }
    guard let signature = image.u16(PEFormat.fieldDef, row, 2) else { return "<FieldDef \(row)>" }
    let owner = fieldOwners[row].map { image.typeDefinitionName($0) } ?? "<no type>"
    return "\(image.fieldText(signature: signature)) \(owner)::\(image.string(PEFormat.fieldDef, row, 0))"
  }

  private func member(_ table: Int, _ row: Int) -> String {
    guard let container = image.u16(table, row, 2), let signature = image.u16(table, row, 4) else {
      return "<\(PEFormat.tableNames[table]) \(row)>"
    }
    let name = "\(image.typeReferenceName(container))::\(image.string(table, row, 0))"
    return table == PEFormat.methodRef
      ? image.methodText(name, signature: signature) : "\(image.fieldText(signature: signature)) \(name)"
  }

  func type(_ token: Int) -> String {
    let row = token & 0x3FFF
    switch token >> 14 {
    case 0: return image.typeDefinitionName(row)
    case 1: return image.typeReferenceName(row)
    case 2: return image.typeSpecificationName(row)
    default: return "<type \(hex(UInt32(token), digits: 4))>"
    }
  }

  /// The operand of ldtoken: table number and row.
  func token(_ value: Int) -> String {
    let row = value & 0xFF_FFFF
    switch value >> 24 {
    case PEFormat.typeRef: return image.typeReferenceName(row)
    case PEFormat.typeDef: return image.typeDefinitionName(row)
    case PEFormat.typeSpec: return image.typeSpecificationName(row)
    case PEFormat.fieldDef where row < 0x8000: return field(row)
    case PEFormat.fieldRef where row < 0x8000: return field(row | 0x8000)
    case PEFormat.methodDef where row < 0x8000: return method(row)
    case PEFormat.methodRef where row < 0x8000: return method(row | 0x8000)
    default: return "<token \(hex(UInt32(truncatingIfNeeded: value), digits: 8))>"
    }
  }
}

/// Decodes the instructions of one body into lines.
struct PEInstructions {
  private let code: [UInt8]
  private let end: Int
  private var position = 0

  init(_ code: [UInt8], end: Int) {
    self.code = code
    self.end = end
  }

  /// The next instruction as text; nil at the end, and after something that is no instruction.
  mutating func next(_ names: MemberNames) -> String? {
    guard position < end else { return nil }
    let start = position
    let label = hex(UInt32(start), digits: 4)
    var number = UInt16(code[position])
    position += 1
    if number == 0xFE, position < end {
      number = 0xFE00 | UInt16(code[position])
      position += 1
    }
    guard let opcode = Opcode.find(number), let operand = operand(of: opcode, names) else {
      position = end
      return "\(label)  <no instruction: \(hex(UInt32(code[start]), digits: 2))>"
    }
    if operand.isEmpty { return "\(label)  \(opcode.name)" }
    let gap = String(repeating: " ", count: max(1, 13 - opcode.name.utf8.count))
    return "\(label)  \(opcode.name)\(gap)\(operand)"
  }

  private mutating func value(_ size: Int) -> UInt64? {
    guard size <= end - position else { return nil }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(code[position + index]) << UInt64(8 * index) }
    position += size
    return value
  }

  private mutating func operand(of opcode: Opcode, _ names: MemberNames) -> String? {
    if opcode.operand == .switchTable { return switchTargets() }
    guard let bits = value(opcode.operand.convertedSize) else { return nil }
    let token = Int(truncatingIfNeeded: bits)
    switch opcode.operand {
    case .none, .signature, .switchTable: return ""
    case .int8: return String(Int8(truncatingIfNeeded: bits))
    case .int32: return String(Int32(truncatingIfNeeded: bits))
    case .int64: return String(Int64(bitPattern: bits))
    case .real32: return "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))"
    case .real64: return "\(Double(bitPattern: bits))"
    case .uint8, .argument8, .argument16, .local8, .local16: return String(bits)
    case .branch8: return target(position + Int(Int8(truncatingIfNeeded: bits)))
    case .branch32: return target(position + Int(Int16(truncatingIfNeeded: bits)))
    case .method: return names.method(token)
    case .field: return names.field(token)
    case .type: return names.type(token)
    case .string: return "\"" + names.image.string(token).escaped + "\""
    case .token: return names.token(token)
    }
  }

  private mutating func switchTargets() -> String? {
    guard let count = value(1), 2 * Int(count) <= end - position else { return nil }
    let base = position + 2 * Int(count)
    var targets: [String] = []
    for _ in 0..<count { targets.append(target(base + Int(Int16(truncatingIfNeeded: value(2) ?? 0)))) }
    return "(" + targets.joined(separator: ", ") + ")"
  }

  private func target(_ offset: Int) -> String {
    offset < 0 ? "<\(offset)>" : hex(UInt32(offset), digits: 4)
  }
}

extension String {
  /// With C# escapes for what would spoil a line.
  var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20: result += "\\x\(hex(scalar.value, digits: 2))"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

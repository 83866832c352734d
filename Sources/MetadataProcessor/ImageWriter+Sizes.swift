// Owns: the limits of heaps and tables, and who goes over them first (pe-format 1.2, 2.2).

extension ImageWriter {
  /// Notes the first definition with which a heap is too large. Call it after each that adds to the heaps.
  mutating func watchHeaps(_ owner: Token) {
    if firstOverSignatures == nil, !signatures.fits { firstOverSignatures = owner }
    if firstOverCode == nil, tables[PEFormat.byteCode].count >= Int(PEFormat.none) { firstOverCode = owner }
  }

  mutating func checkSizes() {
    if !strings.fits {
      let literal = firstLiteralOverStrings
      report(
        ConversionProblem(
          "Strings: \(strings.bytes.count) bytes of names and literals, at most \(StringTable.limit)",
          ilOffset: literal?.ilOffset), on: literal?.owner)
    }
    if !signatures.fits {
      let problem = ConversionProblem(
        "Signatures: more than \(SignatureHeap.limit) bytes of signatures, attributes and initial data")
      report(problem, on: firstOverSignatures)
    }
    if let firstOverCode {
      let size = tables[PEFormat.byteCode].count
      report(ConversionProblem("ByteCode: \(size) bytes of IL, at most \(PEFormat.none - 1)"), on: firstOverCode)
    }
  }

  mutating func checkRows() {
    for (index, name) in PEFormat.tableNames.enumerated() where PEFormat.rowSizes[index] > 0 {
      let rows = tables[index].count / PEFormat.rowSizes[index]
      let isType = [PEFormat.typeRef, PEFormat.typeDef, PEFormat.typeSpec].contains(index)
      let limit = isType ? PEFormat.typeLimit : PEFormat.memberLimit
      if rows > limit { report(ConversionProblem("\(name): \(rows) rows, at most \(limit)")) }
    }
  }

  /// nil if names alone are too much.
  private var firstLiteralOverStrings: Reachability.Use? {
    for row in numbering.methods.order {
      for instruction in bodies[row]?.instructions ?? [] {
        guard case .literal(let units) = instruction.operand else { continue }
        let text = String(decoding: units, as: UTF16.self)
        if let offset = strings.existingOffset(of: text), offset + text.utf8.count >= StringTable.limit {
          return Reachability.Use(owner: .method(row), ilOffset: instruction.offset)
        }
      }
    }
    return nil
  }
}

// Owns: the table MethodDef (pe-format 2.8).

extension ImageWriter {
  /// Makes the body of a method and gives its signatures their offsets, with the owner's row.
  mutating func prepareMethod(_ row: Int) {
    let method = module.methods[row]
    var prepared = MethodRow()
    do throws(ConversionProblem) {
      if let body = bodies[row] {
        prepared.address = UInt16(truncatingIfNeeded: tables[PEFormat.byteCode].count)
        tables[PEFormat.byteCode] += convert(body, of: row)
        prepared.stackDepth = min(stackDepth(of: body), 255)
        if body.maximumStack > 255 {
          let problem = ConversionProblem("\(body.maximumStack) entries on the evaluation stack, at most 255")
          report(problem, on: .method(row))
        }
      }
      var encoder = encoder
      encoder.allowsTypeParameters = module.isGenericDelegate(method.owner)
      prepared.signature = try encoder.method(method.signature)
      prepared.signatureOffset = signatures.offset(of: prepared.signature)
      if let body = bodies[row] {
        prepared.localCount = body.locals.count
        guard body.locals.count <= 255 else { throw ConversionProblem("\(body.locals.count) locals, at most 255") }
        prepared.locals = PEFormat.none
        if !body.locals.isEmpty { prepared.locals = signatures.offset(of: try encoder.locals(body.locals)) }
      }
    } catch {
      report(error, on: .method(row))
    }
    watchHeaps(.method(row))
    _ = strings.identifier(of: method.name)
    methodRows[row] = prepared
  }

  mutating func writeMethod(_ row: Int) {
    let method = module.methods[row]
    let prepared = methodRows[row] ?? MethodRow()
    tables[PEFormat.methodDef].append(u16: strings.identifier(of: method.name))
    tables[PEFormat.methodDef].append(u16: prepared.address)
    tables[PEFormat.methodDef].append(u32: flags(of: row))
    tables[PEFormat.methodDef].append(prepared.signature[2])
    tables[PEFormat.methodDef].append(UInt8(truncatingIfNeeded: method.argumentCount))
    tables[PEFormat.methodDef].append(UInt8(truncatingIfNeeded: prepared.localCount))
    tables[PEFormat.methodDef].append(UInt8(truncatingIfNeeded: prepared.stackDepth))
    tables[PEFormat.methodDef].append(u16: prepared.locals)
    tables[PEFormat.methodDef].append(u16: prepared.signatureOffset)
  }

  private func flags(of row: Int) -> UInt32 {
    let method = module.methods[row]
    // Access, Static, Final, Virtual, HideBySig and NewSlot have the same places in both formats.
    var flags = UInt32(method.flags & 0x01F7)
    if method.isAbstract { flags |= 0x0200 }
    if method.flags & 0x0800 != 0 { flags |= 0x0400 }
    if method.isConstructor { flags |= method.isStatic ? 0x2000 : 0x1000 }
    if module.isFinalizer(row) { flags |= 0x4000 }
    if method.implementationFlags & 0x20 != 0 { flags |= 0x0100_0000 }
    if module.attributes[.method(row)] != nil { flags |= 0x8000_0000 }
    if module.entryPoint == row { flags |= 0x0800_0000 }
    if let body = bodies[row], !body.clauses.isEmpty { flags |= 0x4000_0000 }
    if module.baseName(module.types[method.owner]) == "System.MulticastDelegate" { flags |= delegateFlag(method) }
    if module.isGenericDelegate(method.owner), method.signature.namesTypeParameter { flags |= 0x0010_0000 }
    return flags
  }

  private func delegateFlag(_ method: MethodDefinition) -> UInt32 {
    if method.isConstructor { return 0x0001_0000 }
    switch method.name {
    case "Invoke": return 0x0002_0000
    case "BeginInvoke": return 0x0004_0000
    case "EndInvoke": return 0x0008_0000
    default: return 0
    }
  }

  /// The depth of the evaluation stack as the reference computes it, in one linear pass (pe-format 2.8): too low in
  /// rare cases, so runtimes compute their own.
  private func stackDepth(of body: MethodBody) -> Int {
    var depthAt: [Int: Int] = [:]
    var depth = 0
    var deepest = 0
    for instruction in body.instructions {
      if let known = depthAt[instruction.offset] { depth = known }
      let opcode = instruction.opcode
      if ["throw", "endfinally", "endfilter", "leave.s", "br.s", "leave"].contains(opcode.name) {
        depth = 0
        continue
      }
      if case .token(let token) = instruction.operand, let signature = module.methodSignature(token) {
        depth += effect(of: opcode, calling: signature)
      }
      depth += opcode.pushes - opcode.pops
      if case .target(let target) = instruction.operand { depthAt[target] = max(depthAt[target] ?? 0, depth) }
      deepest = max(deepest, depth)
    }
    return deepest
  }

  private func effect(of opcode: Opcode, calling signature: MethodSignature) -> Int {
    switch opcode.name {
    case "newobj": -signature.parameters.count
    case "call", "callvirt":
      (signature.returnType.isVoid ? 0 : 1) - signature.parameters.count - (signature.hasThis ? 1 : 0)
    default: 0
    }
  }
}

// Owns: the way from ECMA-335 types and signatures to the PE format's (pe-format 3.3 to 3.6).

/// Encodes signatures with the output's row numbers. Throws what the format cannot express.
struct SignatureEncoder {
  let module: Module
  let numbering: Numbering
  /// Whether type parameters may occur: in the methods of open generic delegates, which class libraries define and
  /// nobody can use (pe-format 3.5).
  var allowsTypeParameters = false

  /// Custom modifiers that change nothing at run time: only compilers look at them (pe-format 7.2).
  private static let harmlessModifiers: Set<String> = [
    "System.Runtime.CompilerServices.IsExternalInit", "System.Runtime.InteropServices.InAttribute",
    "System.Runtime.CompilerServices.IsVolatile",
  ]

  func field(_ type: TypeSignature) throws(ConversionProblem) -> [UInt8] {
    [0x06] + (try self.type(type))
  }

  func method(_ signature: MethodSignature) throws(ConversionProblem) -> [UInt8] {
    if signature.convention == 5 { throw ConversionProblem("vararg (__arglist) methods do not exist in format v1") }
    guard signature.convention == 0, !signature.hasExplicitThis else {
      throw ConversionProblem(
        "calling convention \(signature.convention) or an explicit `this` does not exist in format v1")
    }
    if signature.genericParameterCount > 0 { throw ConversionProblem("generic methods do not exist in format v1") }
    guard signature.parameters.count + (signature.hasThis ? 1 : 0) <= 255 else {
      let this = signature.hasThis ? " and `this`" : ""
      throw ConversionProblem("\(signature.parameters.count) parameters\(this), at most 255 arguments")
    }
    var bytes: [UInt8] = [signature.hasThis ? 0x20 : 0, UInt8(signature.parameters.count)]
    bytes += try type(signature.returnType)
    for parameter in signature.parameters { bytes += try type(parameter) }
    return bytes
  }

  func locals(_ types: [TypeSignature]) throws(ConversionProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    for type in types { bytes += try self.type(type) }
    return bytes
  }

  func interfaces(_ tokens: [Token]) throws(ConversionProblem) -> [UInt8] {
    guard tokens.count <= 255 else { throw ConversionProblem("\(tokens.count) interfaces, at most 255") }
    var bytes = [UInt8(tokens.count)]
    for token in tokens {
      guard let named = module.named(token) else {
        throw ConversionProblem("generic interfaces do not exist in format v1")
      }
      bytes += try self.token(named)
    }
    return bytes
  }

  /// One type; a by-ref may only be the outermost.
  func type(_ type: TypeSignature) throws(ConversionProblem) -> [UInt8] {
    switch try withoutModifiers(type) {
    case .byReference(let element): [DataType.byReference] + (try value(element))
    case let other: try value(other)
    }
  }

  private func value(_ type: TypeSignature) throws(ConversionProblem) -> [UInt8] {
    let type = try withoutModifiers(type)
    switch type {
    case .element(let element):
      guard let code = DataType.inSignatures[element.fullName] else { throw unsupported(type) }
      return [code]
    case .named(let named, let isValueType):
      if let code = DataType.inSignatures[module.fullName(named)] { return [code] }
      return [isValueType ? DataType.valueType : DataType.class] + (try token(named))
    case .typeParameter(let number) where allowsTypeParameters && number <= 255:
      return [DataType.genericMethodVariable, UInt8(number)]
    case .vector(.typeParameter(let number)) where allowsTypeParameters && number <= 255:
      return [DataType.vector, DataType.genericVariable, UInt8(number)]
    case .vector(let element): return [DataType.vector] + (try value(element))
    case .multiDimensional: throw ConversionProblem("\(module.text(type)): arrays have one dimension in format v1")
    case .pointer, .functionPointer: throw ConversionProblem("\(module.text(type)): pointers do not exist in format v1")
    case .pinned: throw ConversionProblem("\(module.text(type)): pinned locals do not exist in format v1")
    case .generic, .typeParameter, .methodParameter:
      throw ConversionProblem("\(module.text(type)): generics do not exist in format v1")
    case .byReference, .modified: throw unsupported(type)
    }
  }

  /// A reference to a named type inside a signature.
  private func token(_ named: NamedType) throws(ConversionProblem) -> [UInt8] {
    let index = try row(of: named)
    return compressed(index << 2 | (named.isReference ? 1 : 0))
  }

  /// The output row of a type: TypeDef or TypeRef, by its kind.
  func row(of named: NamedType) throws(ConversionProblem) -> Int {
    switch named {
    case .definition(let row):
      guard let index = numbering.types[row] else {
        throw ConversionProblem("\(module.types[row].fullName) is used, but it is left out of the output")
      }
      return index
    case .reference(let row):
      guard let index = numbering.typeReferences[row] else {
        throw ConversionProblem("reference to \(module.typeReferences[row].fullName) was not found")
      }
      return index
    }
  }

  private func withoutModifiers(_ type: TypeSignature) throws(ConversionProblem) -> TypeSignature {
    guard case .modified(let isRequired, let token, let inner) = type else { return type }
    let name = token.flatMap { module.named($0) }.map { module.fullName($0) } ?? "?"
    guard isRequired, Self.harmlessModifiers.contains(name) else {
      throw ConversionProblem("custom modifier \(isRequired ? "modreq" : "modopt")(\(name)) is not supported")
    }
    return try withoutModifiers(inner)
  }

  private func unsupported(_ type: TypeSignature) -> ConversionProblem {
    ConversionProblem("\(module.text(type)) does not exist in format v1")
  }

  private func compressed(_ value: Int) -> [UInt8] {
    if value < 0x80 { return [UInt8(value)] }
    if value < 0x4000 { return [UInt8(0x80 | value >> 8), UInt8(value & 0xFF)] }
    return [
      UInt8(0xC0 | value >> 24 & 0x1F), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF),
    ]
  }
}

extension Array where Element == UInt8 {
  mutating func append(u16 value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func append(u32 value: UInt32) {
    append(u16: UInt16(truncatingIfNeeded: value))
    append(u16: UInt16(truncatingIfNeeded: value >> 16))
  }
}

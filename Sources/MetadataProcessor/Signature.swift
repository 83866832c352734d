// Owns: the types and signatures of ECMA-335 (II.23.2) as values, and reading them from blobs.

/// Element types that stand alone in a signature (ECMA-335 II.23.1.16).
enum ElementType: UInt8 {
  case void = 0x01
  case boolean, char, i1, u1, i2, u2, i4, u4, i8, u8, r4, r8, string
  case typedReference = 0x16
  case nativeInt = 0x18
  case nativeUInt = 0x19
  case object = 0x1C

  /// Full name of the class library type that the element type stands for.
  var fullName: String {
    switch self {
    case .void: "System.Void"
    case .boolean: "System.Boolean"
    case .char: "System.Char"
    case .i1: "System.SByte"
    case .u1: "System.Byte"
    case .i2: "System.Int16"
    case .u2: "System.UInt16"
    case .i4: "System.Int32"
    case .u4: "System.UInt32"
    case .i8: "System.Int64"
    case .u8: "System.UInt64"
    case .r4: "System.Single"
    case .r8: "System.Double"
    case .string: "System.String"
    case .typedReference: "System.TypedReference"
    case .nativeInt: "System.IntPtr"
    case .nativeUInt: "System.UIntPtr"
    case .object: "System.Object"
    }
  }

  /// The C# keyword, for messages.
  var keyword: String {
    switch self {
    case .void: "void"
    case .boolean: "bool"
    case .char: "char"
    case .i1: "sbyte"
    case .u1: "byte"
    case .i2: "short"
    case .u2: "ushort"
    case .i4: "int"
    case .u4: "uint"
    case .i8: "long"
    case .u8: "ulong"
    case .r4: "float"
    case .r8: "double"
    case .string: "string"
    case .typedReference: "TypedReference"
    case .nativeInt: "nint"
    case .nativeUInt: "nuint"
    case .object: "object"
    }
  }
}

/// A type defined in this module or in another one. Indices are zero-based rows.
enum NamedType: Hashable {
  case definition(Int)
  case reference(Int)

  var isReference: Bool {
    if case .reference = self { return true }
    return false
  }
}

/// A type as it occurs in a signature.
indirect enum TypeSignature {
  case element(ElementType)
  case named(NamedType, isValueType: Bool)
  case vector(TypeSignature)
  case multiDimensional(TypeSignature, rank: Int)
  case byReference(TypeSignature)
  case pointer(TypeSignature)
  case functionPointer
  case generic(NamedType, [TypeSignature])
  case typeParameter(Int)
  case methodParameter(Int)
  case pinned(TypeSignature)
  case modified(isRequired: Bool, Token?, TypeSignature)

  /// The type without its custom modifiers.
  var unmodified: TypeSignature {
    if case .modified(_, _, let type) = self { return type.unmodified }
    return self
  }

  /// The type that remains when arrays, by-refs, pointers and modifiers are taken off.
  var innermost: TypeSignature {
    switch self {
    case .vector(let type), .multiDimensional(let type, _), .byReference(let type), .pointer(let type),
      .pinned(let type), .modified(_, _, let type):
      type.innermost
    default: self
    }
  }

  var isVoid: Bool {
    if case .element(.void) = self { return true }
    return false
  }

  var isByReference: Bool {
    if case .byReference = self { return true }
    return false
  }
}

/// A method signature (ECMA-335 II.23.2.1, II.23.2.2).
struct MethodSignature {
  var hasThis = false
  var hasExplicitThis = false
  /// 0: managed, 5: vararg; the others are those of unmanaged code.
  var convention: UInt8 = 0
  var genericParameterCount = 0
  var returnType = TypeSignature.element(.void)
  var parameters: [TypeSignature] = []
}

/// Reads signatures from one blob. Nesting is bounded so that a hostile blob cannot exhaust the stack.
struct SignatureReader {
  private static let maximumDepth = 40

  private var reader: ByteReader
  private let tables: MetadataTables

  init(_ blob: ByteReader, tables: MetadataTables) {
    reader = blob
    self.tables = tables
  }

  /// Bytes of the blob.
  var size: Int { reader.remaining }

  /// The first byte, which tells what kind of signature it is; nil if there is none.
  var kind: UInt8? { try? peek() }

  mutating func method(depth: Int = 0) throws(ConversionProblem) -> MethodSignature {
    guard depth < Self.maximumDepth else { throw ConversionProblem("a type is nested more than \(depth) levels") }
    var signature = MethodSignature()
    let convention = try reader.u8()
    signature.hasThis = convention & 0x20 != 0
    signature.hasExplicitThis = convention & 0x40 != 0
    signature.convention = convention & 0x0F
    if convention & 0x10 != 0 { signature.genericParameterCount = try reader.compressed() }
    let count = try reader.compressed()
    guard count <= reader.remaining else { throw ConversionProblem("damaged file: \(count) parameters") }
    signature.returnType = try type(depth: depth)
    for _ in 0..<count {
      // The sentinel before the variable arguments of a vararg call.
      if try peek() == 0x41 { try reader.skip(1) }
      signature.parameters.append(try type(depth: depth))
    }
    return signature
  }

  mutating func field() throws(ConversionProblem) -> TypeSignature {
    guard try reader.u8() & 0x0F == 0x06 else { throw ConversionProblem("damaged file: not a field signature") }
    return try type()
  }

  mutating func locals() throws(ConversionProblem) -> [TypeSignature] {
    guard try reader.u8() == 0x07 else { throw ConversionProblem("damaged file: not a signature of locals") }
    let count = try reader.compressed()
    guard count <= reader.remaining else { throw ConversionProblem("damaged file: \(count) locals") }
    var types: [TypeSignature] = []
    for _ in 0..<count { types.append(try type()) }
    return types
  }

  mutating func type(depth: Int = 0) throws(ConversionProblem) -> TypeSignature {
    guard depth < Self.maximumDepth else { throw ConversionProblem("a type is nested more than \(depth) levels") }
    let code = try reader.u8()
    if let element = ElementType(rawValue: code) { return .element(element) }
    switch code {
    case 0x0F: return .pointer(try type(depth: depth + 1))
    case 0x10: return .byReference(try type(depth: depth + 1))
    case 0x11: return .named(try named(), isValueType: true)
    case 0x12: return .named(try named(), isValueType: false)
    case 0x13: return .typeParameter(try reader.compressed())
    case 0x14: return try array(depth: depth)
    case 0x15: return try genericInstance(depth: depth)
    case 0x1B:
      _ = try method(depth: depth + 1)
      return .functionPointer
    case 0x1D: return .vector(try type(depth: depth + 1))
    case 0x1E: return .methodParameter(try reader.compressed())
    case 0x1F, 0x20:
      let modifier = try tables.token(coded: try reader.compressed(), MetadataTables.typeDefOrRef)
      return .modified(isRequired: code == 0x1F, modifier, try type(depth: depth + 1))
    case 0x45: return .pinned(try type(depth: depth + 1))
    default: throw ConversionProblem("damaged file: element type \(code) in a signature")
    }
  }

  private func peek() throws(ConversionProblem) -> UInt8 {
    var ahead = reader
    return try ahead.u8()
  }

  private mutating func named() throws(ConversionProblem) -> NamedType {
    switch try tables.token(coded: try reader.compressed(), MetadataTables.typeDefOrRef) {
    case .some(let token) where token.table == Table.typeDef: return .definition(token.row)
    case .some(let token) where token.table == Table.typeRef: return .reference(token.row)
    default: throw ConversionProblem("damaged file: a signature names a type that is neither defined nor referenced")
    }
  }

  private mutating func array(depth: Int) throws(ConversionProblem) -> TypeSignature {
    let element = try type(depth: depth + 1)
    let rank = try reader.compressed()
    // Sizes, then lower bounds.
    for _ in 0..<2 {
      for _ in 0..<(try reader.compressed()) { _ = try reader.compressed() }
    }
    return .multiDimensional(element, rank: rank)
  }

  private mutating func genericInstance(depth: Int) throws(ConversionProblem) -> TypeSignature {
    _ = try reader.u8()
    let type = try named()
    let count = try reader.compressed()
    guard count <= reader.remaining else { throw ConversionProblem("damaged file: \(count) type arguments") }
    var arguments: [TypeSignature] = []
    for _ in 0..<count { arguments.append(try self.type(depth: depth + 1)) }
    return .generic(type, arguments)
  }
}

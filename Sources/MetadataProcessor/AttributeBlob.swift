// Owns: the arguments of custom attributes: reading them (ECMA-335 II.23.3) and encoding them (pe-format 3.7).

enum AttributeValue {
  /// A primitive and its little-endian bytes.
  case scalar(ElementType, [UInt8])
  case string(String?)
  /// Full name of a type.
  case type(String)
  case objects([AttributeValue])
}

struct AttributeArguments {
  struct Named {
    let isField: Bool
    let name: String
    let value: AttributeValue
  }
  var fixed: [AttributeValue] = []
  var named: [Named] = []

  /// Whether a null string is among them, which the format cannot tell from an empty one.
  var hasNull: Bool {
    (fixed + named.map(\.value)).contains { if case .string(nil) = $0 { true } else { false } }
  }
}

extension Module {
  /// Reads the arguments of an attribute. Throws, with a text for a warning, for those that a PE file cannot hold:
  /// enums, and arrays other than object[].
  func arguments(of attribute: CustomAttribute) throws(ConversionProblem) -> AttributeArguments {
    guard let constructor = methodSignature(attribute.constructor) else {
      throw ConversionProblem("its constructor is not a method")
    }
    var result = AttributeArguments()
    var reader = try heaps.blob(attribute.blob, what: "attribute")
    if reader.isAtEnd { return result }
    guard try reader.u16() == 1 else { throw ConversionProblem("damaged file: attribute without prolog") }
    for parameter in constructor.parameters { result.fixed.append(try value(&reader, as: parameter.unmodified)) }
    for _ in 0..<Int(try reader.u16()) {
      let kind = try reader.u8()
      let type = try tag(&reader)
      let name = try string(&reader) ?? ""
      result.named.append(.init(isField: kind == 0x53, name: name, value: try value(&reader, as: type)))
    }
    return result
  }

  private func value(
    _ reader: inout ByteReader, as type: TypeSignature, depth: Int = 0
  ) throws(ConversionProblem) -> AttributeValue {
    guard depth < 8 else { throw ConversionProblem("its arguments are nested more than \(depth) levels") }
    switch type {
    case .element(.string): return .string(try string(&reader))
    case .element(.object): return try value(&reader, as: try tag(&reader), depth: depth + 1)
    case .element(let element):
      guard let size = element.size else { throw ConversionProblem("an argument is of type \(text(type))") }
      return .scalar(element, try reader.take(size))
    case .named(let named, _) where fullName(named) == "System.Type":
      guard let name = try string(&reader) else { throw ConversionProblem("an argument is a null type") }
      return .type(typeName(name))
    case .vector(.element(.object)):
      let count = try reader.u32()
      guard count <= 255 else { throw ConversionProblem("an array argument is null or has more than 255 elements") }
      var values: [AttributeValue] = []
      for _ in 0..<count { values.append(try value(&reader, as: .element(.object), depth: depth + 1)) }
      return .objects(values)
    default: throw ConversionProblem("an argument is of type \(text(type)), which format v1 cannot hold")
    }
  }

  /// The type of a boxed or named argument. `System.Type` has no row, so it is told from others by name.
  private func tag(_ reader: inout ByteReader, depth: Int = 0) throws(ConversionProblem) -> TypeSignature {
    guard depth < 8 else { throw ConversionProblem("its arguments are nested more than \(depth) levels") }
    let code = try reader.u8()
    if let element = ElementType(rawValue: code) { return .element(element) }
    switch code {
    case 0x51: return .element(.object)
    case 0x1D: return .vector(try tag(&reader, depth: depth + 1))
    case 0x50:
      if let row = typeReferences.firstIndex(where: { $0.fullName == "System.Type" }) {
        return .named(.reference(row), isValueType: false)
      }
      if let row = typesByName["System.Type"] { return .named(.definition(row), isValueType: false) }
      throw ConversionProblem("an argument is a type")
    case 0x55: throw ConversionProblem("an argument is of the enum \(try string(&reader) ?? "?")")
    default: throw ConversionProblem("an argument has the unknown type \(code)")
    }
  }

  private func string(_ reader: inout ByteReader) throws(ConversionProblem) -> String? {
    var ahead = reader
    if try ahead.u8() == 0xFF {
      try reader.skip(1)
      return nil
    }
    let count = try reader.compressed()
    return String(decoding: try reader.take(count), as: UTF8.self)
  }

  /// `Namespace.Outer+Inner, Assembly, ...` as `Namespace.Outer/Inner`.
  private func typeName(_ name: String) -> String {
    String(name.prefix { $0 != "," }.map { $0 == "+" ? "/" : $0 })
  }
}

extension ElementType {
  /// Bytes of a value of the type; nil for what is not a primitive of fixed size.
  var size: Int? {
    switch self {
    case .boolean, .i1, .u1: 1
    case .char, .i2, .u2: 2
    case .i4, .u4, .r4: 4
    case .i8, .u8, .r8: 8
    default: nil
    }
  }
}

extension AttributeArguments {
  /// The blob of pe-format 3.7: fixed arguments, count, then named ones, fields first, each group sorted by name.
  func encoded(strings: inout StringTable) throws(ConversionProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in fixed { try Self.append(value, to: &bytes, &strings) }
    bytes.append(u16: UInt16(truncatingIfNeeded: named.count))
    let fields = named.filter { $0.isField }.sorted { NameOrder.precedes($0.name, $1.name) }
    let properties = named.filter { !$0.isField }.sorted { NameOrder.precedes($0.name, $1.name) }
    for argument in fields + properties {
      bytes.append(argument.isField ? 0x53 : 0x54)
      bytes.append(u16: strings.identifier(of: argument.name))
      try Self.append(argument.value, to: &bytes, &strings)
    }
    return bytes
  }

  private static func append(
    _ value: AttributeValue, to bytes: inout [UInt8], _ strings: inout StringTable
  ) throws(ConversionProblem) {
    switch value {
    case .scalar(.char, let payload):
      // Characters are UTF-8 in attributes, other than anywhere else in the format.
      guard let scalar = Unicode.Scalar(UInt16(payload[0]) | UInt16(payload[1]) << 8) else {
        throw ConversionProblem("an argument is half of a surrogate pair")
      }
      bytes.append(ElementType.char.rawValue)
      bytes += String(Character(scalar)).utf8
    case .scalar(let element, let payload):
      bytes.append(element.rawValue)
      bytes += payload
    case .string(let text):
      bytes.append(ElementType.string.rawValue)
      bytes.append(u16: strings.identifier(of: text ?? ""))
    case .type(let name):
      bytes.append(ElementType.string.rawValue)
      bytes.append(u16: strings.identifier(of: name))
    case .objects(let values):
      bytes.append(UInt8(truncatingIfNeeded: values.count))
      for value in values { try append(value, to: &bytes, &strings) }
    }
  }
}

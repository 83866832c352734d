// Owns: the custom attributes of a PE file as text (pe-format 2.9, 3.7).

extension PEImage {
  /// `Name(arguments)` of all attributes by owner table and row. Owners that do not exist are under rows that do not.
  var attributeTexts: [Int: [Int: [String]]] {
    var result: [Int: [Int: [String]]] = [:]
    let owners = methodOwners
    for row in 0..<rows(of: PEFormat.attributes) {
      guard let table = u16(PEFormat.attributes, row, 0), let owner = u16(PEFormat.attributes, row, 2),
        let constructor = u16(PEFormat.attributes, row, 4), let data = u16(PEFormat.attributes, row, 6)
      else { continue }
      let text = attribute(constructor: constructor, data: data, owners: owners)
      result[table, default: [:]][owner, default: []].append(text)
    }
    return result
  }

  private func attribute(constructor: Int, data: Int, owners: [Int: Int]) -> String {
    let isReference = constructor & 0x8000 != 0
    let row = constructor & 0x7FFF
    let signature = isReference ? u16(PEFormat.methodRef, row, 4) : u16(PEFormat.methodDef, row, 14)
    let name =
      isReference
      ? typeReferenceName(u16(PEFormat.methodRef, row, 2) ?? -1)
      : owners[row].map { typeDefinitionName($0) } ?? "<MethodDef \(row)>"
    var types = PESignature(self, at: signature ?? 0)
    guard let (_, _, parameters) = types.method() else { return name }
    var reader = PESignature(self, at: data)
    var arguments: [String] = []
    for parameter in parameters {
      guard let value = reader.attributeValue(isArray: parameter == "object[]", in: self) else {
        arguments.append("<argument>")
        return "\(name)(\(arguments.joined(separator: ", ")))"
      }
      arguments.append(value)
    }
    for _ in 0..<min(reader.u16() ?? 0, 255) {
      guard reader.byte() != nil, let identifier = reader.u16(),
        let value = reader.attributeValue(isArray: false, in: self)
      else { break }
      arguments.append("\(string(identifier)) = \(value)")
    }
    return Self.shortened(arguments.isEmpty ? name : "\(name)(\(arguments.joined(separator: ", ")))")
  }
}

extension PESignature {
  /// One argument of an attribute as C# would write it; nil if it is not readable.
  mutating func attributeValue(isArray: Bool, in image: PEImage) -> String? {
    if isArray {
      guard let count = byte() else { return nil }
      var values: [String] = []
      for _ in 0..<count {
        guard let value = attributeValue(isArray: false, in: image) else { return nil }
        values.append(value)
      }
      return values.joined(separator: ", ")
    }
    guard let element = byte().flatMap({ ElementType(rawValue: $0) }) else { return nil }
    switch element {
    case .string: return u16().map { "\"\(image.string($0))\"" }
    case .char: return character().map { "'\($0)'" }
    default: return element.size.flatMap { number($0, element) }
    }
  }

  /// A character is UTF-8 of one to three bytes here.
  private mutating func character() -> String? {
    guard let first = byte() else { return nil }
    var bytes = [first]
    for _ in 0..<(first < 0x80 ? 0 : first < 0xE0 ? 1 : 2) {
      guard let next = byte() else { return nil }
      bytes.append(next)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func number(_ size: Int, _ element: ElementType) -> String? {
    var bits: UInt64 = 0
    for index in 0..<size {
      guard let next = byte() else { return nil }
      bits |= UInt64(next) << UInt64(8 * index)
    }
    switch element {
    case .boolean: return bits == 0 ? "false" : "true"
    case .i1: return String(Int8(truncatingIfNeeded: bits))
    case .i2: return String(Int16(truncatingIfNeeded: bits))
    case .i4: return String(Int32(truncatingIfNeeded: bits))
    case .i8: return String(Int64(bitPattern: bits))
    case .r4: return "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))f"
    case .r8: return "\(Double(bitPattern: bits))"
    default: return String(bits)
    }
  }
}

// Owns: names of rows and the text of signatures in PE files.

extension PEImage {
  /// Chains of enclosing types and nested signatures are followed this far: hostile ones may be circular.
  private static let depthLimit = 16

  /// `Namespace.Outer/Inner` of a TypeDef row.
  func typeDefinitionName(_ row: Int, depth: Int = 0) -> String {
    guard depth < Self.depthLimit, let enclosing = u16(PEFormat.typeDef, row, 6) else { return "<TypeDef \(row)>" }
    let name = string(PEFormat.typeDef, row, 0)
    if enclosing != Int(PEFormat.none) {
      return Self.shortened(typeDefinitionName(enclosing, depth: depth + 1) + "/" + name)
    }
    let namespace = string(PEFormat.typeDef, row, 2)
    return namespace.isEmpty ? name : "\(namespace).\(name)"
  }

  /// `Namespace.Outer/Inner` of a TypeRef row.
  func typeReferenceName(_ row: Int, depth: Int = 0) -> String {
    guard depth < Self.depthLimit, let scope = u16(PEFormat.typeRef, row, 4) else { return "<TypeRef \(row)>" }
    let name = string(PEFormat.typeRef, row, 0)
    if scope & 0x8000 != 0 { return Self.shortened(typeReferenceName(scope & 0x7FFF, depth: depth + 1) + "/" + name) }
    let namespace = string(PEFormat.typeRef, row, 2)
    return namespace.isEmpty ? name : "\(namespace).\(name)"
  }

  /// A type by a number whose bit 15 tells TypeRef from TypeDef: `extends`, catch clauses.
  func typeName(_ value: Int) -> String {
    value & 0x8000 != 0 ? typeReferenceName(value & 0x7FFF) : typeDefinitionName(value)
  }

  /// TypeDef rows by MethodDef row.
  var methodOwners: [Int: Int] {
    var owners: [Int: Int] = [:]
    for type in 0..<rows(of: PEFormat.typeDef) {
      for method in methods(ofType: type) { owners[method] = type }
    }
    return owners
  }

  /// TypeDef rows by FieldDef row.
  var fieldOwners: [Int: Int] {
    var owners: [Int: Int] = [:]
    for type in 0..<rows(of: PEFormat.typeDef) {
      for field in fields(ofType: type) { owners[field] = type }
    }
    return owners
  }

  /// `ret name(args)` of a method signature.
  func methodText(_ name: String, signature offset: Int) -> String {
    var reader = PESignature(self, at: offset)
    guard let (_, returnType, parameters) = reader.method() else { return "<signature \(offset)> \(name)" }
    return Self.shortened("\(returnType) \(name)(\(parameters.joined(separator: ", ")))")
  }

  /// The type in a field signature, or `<signature>`.
  func fieldText(signature offset: Int) -> String {
    var reader = PESignature(self, at: offset)
    guard reader.byte() == 0x06 else { return "<signature \(offset)>" }
    return reader.type() ?? "<signature \(offset)>"
  }

  /// The type of a TypeSpec row.
  func typeSpecificationName(_ row: Int) -> String {
    guard let offset = u16(PEFormat.typeSpec, row, 0) else { return "<TypeSpec \(row)>" }
    var reader = PESignature(self, at: offset)
    return reader.type() ?? "<signature \(offset)>"
  }
}

/// A cursor over the signature heap of a PE file. Anything outside the heap, or nested too deeply, is nil.
struct PESignature {
  private static let depthLimit = 16

  private static let keywords: [UInt8: String] = [
    0: "void", 1: "bool", 2: "sbyte", 3: "byte", 4: "char", 5: "short", 6: "ushort", 7: "int", 8: "uint", 9: "float",
    10: "long", 11: "ulong", 12: "double", 13: "DateTime", 14: "TimeSpan", 15: "string", 16: "object",
    27: "System.WeakReference", 28: "System.RuntimeHandle",
  ]

  private let image: PEImage
  private let heap: ArraySlice<UInt8>
  private var position: Int

  init(_ image: PEImage, at offset: Int) {
    self.image = image
    heap = image.heap(PEFormat.signatures)
    position = heap.startIndex + min(max(offset, 0), heap.count)
  }

  mutating func byte() -> UInt8? {
    guard position < heap.endIndex else { return nil }
    defer { position += 1 }
    return heap[position]
  }

  mutating func u16() -> Int? {
    guard let low = byte(), let high = byte() else { return nil }
    return Int(low) | Int(high) << 8
  }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= heap.endIndex - position else { return false }
    position += count
    return true
  }

  mutating func method() -> (hasThis: Bool, returnType: String, parameters: [String])? {
    guard let convention = byte(), let count = byte(), let returnType = type() else { return nil }
    var parameters: [String] = []
    for _ in 0..<count {
      guard let parameter = type() else { return nil }
      parameters.append(parameter)
    }
    return (convention & 0x20 != 0, returnType, parameters)
  }

  mutating func type(depth: Int = 0) -> String? {
    guard depth < Self.depthLimit, let code = byte() else { return nil }
    if let keyword = Self.keywords[code] { return keyword }
    switch code {
    case DataType.class, DataType.valueType: return named(depth: depth)
    case DataType.vector: return type(depth: depth + 1).map { $0 + "[]" }
    case DataType.byReference: return type(depth: depth + 1).map { "ref " + $0 }
    case DataType.genericVariable, DataType.genericMethodVariable: return byte().map { "!\($0)" }
    case 0x45: return type(depth: depth + 1).map { "fixed " + $0 }
    default: return nil
    }
  }

  /// A token without an element code, as in interface lists.
  mutating func named(depth: Int = 0) -> String? {
    guard let value = compressed() else { return nil }
    let row = value >> 2
    switch value & 3 {
    case 0: return image.typeDefinitionName(row)
    case 1: return image.typeReferenceName(row)
    case 2:
      guard depth < Self.depthLimit, let offset = image.u16(PEFormat.typeSpec, row, 0) else { return nil }
      var other = PESignature(image, at: offset)
      return other.type(depth: depth + 1)
    default: return nil
    }
  }

  private mutating func compressed() -> Int? {
    guard let first = byte().map(Int.init) else { return nil }
    if first & 0x80 == 0 { return first }
    guard let second = byte().map(Int.init) else { return nil }
    if first & 0xC0 == 0x80 { return (first & 0x3F) << 8 | second }
    guard let low = u16() else { return nil }
    return (first & 0x1F) << 24 | second << 16 | (low & 0xFF) << 8 | low >> 8
  }
}

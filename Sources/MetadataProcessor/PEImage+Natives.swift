// Owns: the native methods of a PE file, their binding keys and checksum (pe-format 5.2, 5.3).

extension PEImage {
  /// A method without IL that the runtime has to provide.
  public struct NativeMethod: Sendable, Equatable {
    /// MethodDef row: the slot number of the reference runtime.
    public let row: Int
    /// `Assembly|Class|method___RET__ARGS`: what runtimes bind by.
    public let key: String
  }

  /// Native methods in the order of MethodDef.
  public var natives: [NativeMethod] {
    countedMethods.compactMap { row, names in
      names.map { NativeMethod(row: row, key: "\(assemblyName)|\($0.type)|\($0.method)") }
    }
  }

  var computedNativeChecksum: UInt32 {
    NativeChecksum.compute(assembly: assemblyName, countedMethods.map(\.names))
  }

  /// The methods of classes and structs, with the names of those that are native.
  private var countedMethods: [(row: Int, names: (type: String, method: String)?)] {
    var result: [(row: Int, names: (type: String, method: String)?)] = []
    for type in 0..<rows(of: PEFormat.typeDef) where countsMethods(ofType: type) {
      for method in methods(ofType: type) {
        result.append((method, isNative(method) ? (nativeClassName(type), nativeMethodName(method)) : nil))
      }
    }
    return result
  }

  private func countsMethods(ofType row: Int) -> Bool {
    guard let flags = u16(PEFormat.typeDef, row, 22) else { return false }
    return flags & 0x0600 == 0 && flags & 0x0020 == 0
  }

  private func isNative(_ method: Int) -> Bool {
    u16(PEFormat.methodDef, method, 2) == Int(PEFormat.none)
      && (u16(PEFormat.methodDef, method, 4) ?? 0) & 0x0200 == 0
  }

  private func nativeClassName(_ row: Int, depth: Int = 0) -> String {
    let enclosing = u16(PEFormat.typeDef, row, 6) ?? Int(PEFormat.none)
    let outer = enclosing == Int(PEFormat.none) || depth > 15 ? "" : nativeClassName(enclosing, depth: depth + 1)
    let joined = "\(outer)_\(string(PEFormat.typeDef, row, 2))_\(string(PEFormat.typeDef, row, 0))"
    return Self.shortened(String(joined.map { $0 == "." ? "_" : $0 }.drop { $0 == "_" }))
  }

  private func nativeMethodName(_ row: Int) -> String {
    var reader = PESignature(self, at: u16(PEFormat.methodDef, row, 14) ?? 0)
    guard let convention = reader.byte(), let count = reader.byte() else { return "<signature>" }
    var name = string(PEFormat.methodDef, row, 0) + (convention & 0x20 == 0 ? "___STATIC__" : "___")
    for index in 0...Int(count) where name.utf8.count < Self.textLimit {
      name += (index == 0 ? "" : "__") + (reader.nativeType() ?? "<type>")
    }
    return String(name.filter { $0 != "/" }.map { $0 == "." ? "_" : $0 })
  }
}

extension PESignature {
  /// The text of a type in a native method's name: one prefix for an array of any depth, but a by-ref takes only the
  /// outermost array off.
  mutating func nativeType() -> String? {
    guard let code = byte() else { return nil }
    switch code {
    case DataType.vector: return vectorElement().map { "SZARRAY_" + $0 }
    case DataType.byReference:
      guard let element = byte() else { return nil }
      if element == DataType.vector { return nativeType().map { "BYREF_SZARRAY_" + $0 } }
      return nativeType(element).map { "BYREF_" + $0 }
    default: return nativeType(code)
    }
  }

  private mutating func vectorElement() -> String? {
    while let code = byte() {
      if code != DataType.vector { return nativeType(code) }
    }
    return nil
  }

  private mutating func nativeType(_ code: UInt8) -> String? {
    switch code {
    case DataType.class, DataType.valueType: return named().map { $0.filter { $0 != "." } }
    case DataType.genericVariable, DataType.genericMethodVariable: return byte().map { _ in "GENERICTYPE" }
    default: return DataType.names[code]
    }
  }
}

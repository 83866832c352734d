// Owns: the names of native methods and the checksum over them (pe-format 5.2).

struct NativeChecksum {
  private let module: Module

  /// The checksum over the methods of an assembly in MethodDef order: class and method name of a native one, nil for
  /// one with IL or without implementation.
  static func compute(assembly: String, _ methods: some Sequence<(type: String, method: String)?>) -> UInt32 {
    var crc: UInt32 = 0
    var seen = false
    for native in methods {
      // Until the first native method the running value is taken as 0, so what is in front of it does not count.
      if let native {
        crc = Crc32.compute(assembly.utf8, seen ? crc : 0)
        crc = Crc32.compute(native.type.utf8, seen ? crc : 0)
        crc = Crc32.compute(native.method.utf8, seen ? crc : 0)
        seen = true
      } else {
        crc = Crc32.compute("NULL".utf8, seen ? crc : 0)
      }
    }
    return seen ? crc : 0
  }

  /// The checksum of an input. `types` are all its type rows in output order; those that are left out do not count.
  static func compute(_ module: Module, types: [Int], filter: AttributeFilter) -> UInt32 {
    let names = NativeChecksum(module: module)
    var natives: [(type: String, method: String)?] = []
    for row in types where names.countsMethods(of: row) && !filter.excludes(row, in: module) {
      for method in module.orderedMethods(of: row).all.map({ module.methods[$0] }) {
        let isNative = !method.hasBody && !method.isAbstract
        natives.append(isNative ? (names.className(row), names.methodName(method)) : nil)
      }
    }
    return compute(assembly: module.name, natives)
  }

  /// Classes and structs, without delegates, enums and interfaces.
  private func countsMethods(of row: Int) -> Bool {
    let type = module.types[row]
    let base = module.baseName(type)
    let isDelegate =
      base == "System.MulticastDelegate" || (base == "System.Delegate" && type.fullName != "System.MulticastDelegate")
    return !isDelegate && !type.isInterface && base != "System.Enum"
  }

  private func className(_ row: Int) -> String {
    let type = module.types[row]
    let outer = type.enclosing.map { className($0) } ?? ""
    let joined = "\(outer)_\(type.namespace)_\(type.name)".map { $0 == "." ? "_" : $0 }
    return String(joined.drop { $0 == "_" })
  }

  private func methodName(_ method: MethodDefinition) -> String {
    var name = method.name + (method.isStatic ? "___STATIC__" : "___") + text(method.signature.returnType)
    for parameter in method.signature.parameters { name += "__" + text(parameter) }
    return String(name.filter { $0 != "/" }.map { $0 == "." ? "_" : $0 })
  }

  /// One prefix for an array of any depth, but behind a by-ref only the outermost array is taken off.
  private func text(_ type: TypeSignature) -> String {
    switch type.unmodified {
    case .vector(let element): return "SZARRAY_" + text(element.innermost)
    case .byReference(.vector(let element)): return "BYREF_SZARRAY_" + text(element)
    case .byReference(let element): return "BYREF_" + text(element)
    case .typeParameter, .methodParameter: return "GENERICTYPE"
    case .element(let element): return simple(element.fullName)
    case .named(let named, _): return simple(module.fullName(named))
    default: return module.text(type)
    }
  }

  private func simple(_ fullName: String) -> String {
    if let code = DataType.inSignatures[fullName], let name = DataType.names[code] { return name }
    return fullName.filter { $0 != "." }
  }
}

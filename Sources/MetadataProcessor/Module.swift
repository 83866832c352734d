// Owns: the definitions and references of one input assembly as plain values, in the order of their tables. Everything
// that needs a second look at the file (bodies, attributes, resources) is read on demand by the extensions.

/// A four-part assembly version.
struct AssemblyVersion: Hashable, CustomStringConvertible {
  var parts: [UInt16]

  var description: String { parts.map(String.init).joined(separator: ".") }
}

struct AssemblyReference {
  let name: String
  let version: AssemblyVersion
}

struct TypeReference {
  enum Scope {
    case assembly(Int)
    case type(Int)
    case other
  }
  let name: String
  let namespace: String
  let scope: Scope
  /// `Namespace.Outer/Inner`.
  var fullName = ""
}

struct TypeDefinition {
  let name: String
  let namespace: String
  let flags: UInt32
  /// Row in TypeDef, TypeRef or TypeSpec.
  let extends: Token?
  /// Rows of the members, in the order of declaration.
  let fields: [Int]
  let methods: [Int]
  var enclosing: Int?
  var interfaces: [Token] = []
  /// Size from ClassLayout, if it has a row there.
  var layoutSize: Int?
  var genericParameterCount = 0
  var fullName = ""

  var isInterface: Bool { flags & 0x20 != 0 }
  var isAbstract: Bool { flags & 0x80 != 0 }
}

struct FieldDefinition {
  let name: String
  let flags: UInt16
  let type: TypeSignature
  let owner: Int
  var hasConstant = false
  var dataAddress: Int?

  var isStatic: Bool { flags & 0x10 != 0 }
  var isLiteral: Bool { flags & 0x40 != 0 }
  var isSpecialName: Bool { flags & 0x200 != 0 }
}

struct MethodDefinition {
  let name: String
  let address: Int
  let implementationFlags: UInt16
  let flags: UInt16
  let signature: MethodSignature
  let owner: Int

  var isStatic: Bool { flags & 0x10 != 0 }
  var isVirtual: Bool { flags & 0x40 != 0 }
  var isAbstract: Bool { flags & 0x400 != 0 }
  var isPInvoke: Bool { flags & 0x2000 != 0 }
  /// With `this`.
  var argumentCount: Int { signature.parameters.count + (signature.hasThis ? 1 : 0) }
  /// Has SpecialName and RTSpecialName and the name of a constructor.
  var isConstructor: Bool { flags & 0x1800 == 0x1800 && (name == ".ctor" || name == ".cctor") }
  /// Whether the method has IL: it is neither abstract, P/Invoke, native, runtime nor internal call.
  var hasBody: Bool { flags & 0x2400 == 0 && implementationFlags & 0x1007 == 0 }
}

struct MemberReference {
  enum Signature {
    case field(TypeSignature)
    case method(MethodSignature)
  }
  let name: String
  /// Row in TypeDef, TypeRef, ModuleRef, MethodDef or TypeSpec.
  let parent: Token
  let signature: Signature
}

struct CustomAttribute {
  /// Row in MethodDef or MemberRef.
  let constructor: Token
  let blob: Int
}

struct ManifestResource {
  let name: String
  let offset: Int
  /// Whether the data is inside this file.
  let isEmbedded: Bool
}

/// One input assembly.
struct Module {
  let file: PortableExecutable
  let tables: MetadataTables
  let heaps: MetadataHeaps
  /// Bytes of names and signatures that may still be read.
  var readBudget = 0
  var name = ""
  var version = AssemblyVersion(parts: [0, 0, 0, 0])
  /// Tells builds apart: debug data name the build that they belong to.
  var moduleVersion: [UInt8] = []
  var assemblyReferences: [AssemblyReference] = []
  var typeReferences: [TypeReference] = []
  var types: [TypeDefinition] = []
  var fields: [FieldDefinition] = []
  var methods: [MethodDefinition] = []
  var memberReferences: [MemberReference] = []
  var typeSpecifications: [TypeSignature] = []
  var resources: [ManifestResource] = []
  /// Attributes by the definition they are on, in table order.
  var attributes: [Token: [CustomAttribute]] = [:]
  /// Type definitions by full name: what a primitive stands for in the core library itself.
  var typesByName: [String: Int] = [:]

  /// Method row of the entry point.
  var entryPoint: Int? {
    guard let token = Token(file.entryPoint), token.table == Table.methodDef else { return nil }
    return token.row
  }

  /// Whether this assembly is the one that defines the primitives.
  var isCoreLibrary: Bool { name == "mscorlib" }

  func fullName(_ type: NamedType) -> String {
    switch type {
    case .definition(let row): types[row].fullName
    case .reference(let row): typeReferences[row].fullName
    }
  }

  /// The named type behind a TypeDef or TypeRef token; nil for a TypeSpec.
  func named(_ token: Token) -> NamedType? {
    switch token.table {
    case Table.typeDef: types.indices.contains(token.row) ? .definition(token.row) : nil
    case Table.typeRef: typeReferences.indices.contains(token.row) ? .reference(token.row) : nil
    default: nil
    }
  }

  /// Full name of the base class; empty if there is none or it is constructed.
  func baseName(_ type: TypeDefinition) -> String {
    guard let token = type.extends, let base = named(token) else { return "" }
    return fullName(base)
  }

  func isEnum(_ type: TypeDefinition) -> Bool { baseName(type) == "System.Enum" }

  func isValueType(_ type: TypeDefinition) -> Bool {
    let base = baseName(type)
    return base == "System.Enum" || (base == "System.ValueType" && type.fullName != "System.Enum")
  }

  /// The C#-like text of a type, for messages.
  func text(_ type: TypeSignature) -> String {
    switch type {
    case .element(let element): element.keyword
    case .named(let named, _): fullName(named)
    case .vector(let element): text(element) + "[]"
    case .multiDimensional(let element, let rank):
      text(element) + "[" + String(repeating: ",", count: min(max(rank, 1), 32) - 1) + "]"
    case .byReference(let element): "ref " + text(element)
    case .pointer(let element): text(element) + "*"
    case .functionPointer: "a function pointer"
    case .generic(let named, let arguments): fullName(named) + "<" + list(arguments) + ">"
    case .typeParameter(let number): "!\(number)"
    case .methodParameter(let number): "!!\(number)"
    case .pinned(let element): "fixed " + text(element)
    case .modified(_, _, let element): text(element)
    }
  }

  private func list(_ types: [TypeSignature]) -> String {
    var result = ""
    for type in types { result += (result.isEmpty ? "" : ",") + text(type) }
    return result
  }
}

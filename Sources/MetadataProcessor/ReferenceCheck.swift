// Owns: whether what an assembly uses of others is there, by the rules by which runtimes link (pe-format 4). The linker
// on the device refuses a whole application for one missing member; here it is said at build time, with the line.

/// An assembly that others may refer to.
public struct ReferencedAssembly: Sendable {
  /// The .dll file.
  public var image: [UInt8]
  /// Full names of types that its PE file does not have.
  public var excludedTypes: [String]

  public init(_ image: [UInt8], excludedTypes: [String] = []) {
    self.image = image
    self.excludedTypes = excludedTypes
  }
}

/// The referenced assemblies, opened.
struct ReferenceCheck {
  private struct Library {
    let module: Module
    let filter: AttributeFilter
  }
  /// A type of one of the libraries.
  private struct Found {
    let library: Library
    let row: Int
  }

  private let module: Module
  private var libraries: [String: Library] = [:]
  /// By TypeRef row; nil was reported.
  private var types: [Found?] = []

  init(_ module: Module, references: [ReferencedAssembly]) throws(ConversionProblem) {
    self.module = module
    for reference in references {
      let library: Module
      do throws(ConversionProblem) {
        library = try Module(reference.image)
      } catch {
        throw ConversionProblem("a referenced assembly cannot be read: \(error)")
      }
      let options = ConversionOptions(excludedTypes: reference.excludedTypes)
      libraries[library.name] = Library(module: library, filter: AttributeFilter(module: library, options: options))
    }
  }

  /// Everything that the output refers to and that is not there, with the reference's row.
  mutating func problems(_ numbering: Numbering) -> [(Token, ConversionProblem)] {
    var problems: [(Token, ConversionProblem)] = []
    var broken: Set<Int> = []
    types = [Found?](repeating: nil, count: module.typeReferences.count)
    for row in numbering.typeReferences.order {
      do throws(ConversionProblem) {
        types[row] = try type(row, &broken)
      } catch {
        problems.append((Token(table: Table.typeRef, row: row), error))
      }
    }
    for row in numbering.fieldReferences.order + numbering.methodReferences.order {
      let member = module.memberReferences[row]
      guard member.parent.table == Table.typeRef, let owner = types[member.parent.row] else { continue }
      do throws(ConversionProblem) {
        if let problem = try problem(of: member, in: owner) { throw problem }
      } catch {
        problems.append((Token(table: Table.memberRef, row: row), error))
      }
    }
    return problems
  }

  /// The definition of a reference; nil if what is around it has a problem already. `broken` are such assemblies.
  private func type(_ row: Int, _ broken: inout Set<Int>) throws(ConversionProblem) -> Found? {
    let reference = module.typeReferences[row]
    switch reference.scope {
    case .type(let enclosing) where types[enclosing] == nil: return nil
    case .assembly(let assembly):
      guard !broken.contains(assembly) else { return nil }
      if let problem = problem(ofAssembly: assembly) {
        broken.insert(assembly)
        throw problem
      }
    default: break
    }
    guard let name = assemblyName(ofReference: row, in: module), let library = libraries[name] else { return nil }
    guard let found = library.module.typesByName[reference.fullName] else {
      throw ConversionProblem("unresolved reference: \(name) has no type \(reference.fullName)")
    }
    guard !library.filter.excludes(found, in: library.module) else {
      throw ConversionProblem("unresolved reference: the PE file of \(name) leaves \(reference.fullName) out")
    }
    return Found(library: library, row: found)
  }

  /// Linkers look at name, major and minor version.
  private func problem(ofAssembly row: Int) -> ConversionProblem? {
    let wanted = module.assemblyReferences[row]
    guard let library = libraries[wanted.name]?.module else {
      return ConversionProblem("unresolved reference: there is no assembly \(wanted.name)")
    }
    guard library.version.parts.prefix(2) == wanted.version.parts.prefix(2) else {
      return ConversionProblem(
        "unresolved reference: \(wanted.name) has version \(library.version), the assembly was compiled for \(wanted.version)"
      )
    }
    return nil
  }

  private func assemblyName(ofReference row: Int, in module: Module) -> String? {
    switch module.typeReferences[row].scope {
    case .assembly(let assembly): module.assemblyReferences[assembly].name
    // The chain has an end: that is checked when names are made.
    case .type(let enclosing): assemblyName(ofReference: enclosing, in: module)
    case .other: nil
    }
  }

  private func problem(of member: MemberReference, in owner: Found) throws(ConversionProblem) -> ConversionProblem? {
    let definitions = owner.library.module
    let ownerName = definitions.types[owner.row].fullName
    switch member.signature {
    case .field(let type):
      let wanted = identity(type, in: module)
      let found = definitions.orderedFields(of: owner.row).contains {
        definitions.fields[$0].name == member.name && identity(definitions.fields[$0].type, in: definitions) == wanted
      }
      if found { return nil }
      return ConversionProblem(
        "unresolved reference: \(ownerName) of \(definitions.name) has no field \(module.text(type)) \(member.name)")
    case .method(let signature):
      guard try !hasMethod(member.name, identity(signature, in: module), owner) else { return nil }
      return ConversionProblem(
        "unresolved reference: \(ownerName) of \(definitions.name) has no method \(text(member.name, signature))")
    }
  }

  /// Looks in the type, then in its bases.
  private func hasMethod(_ name: String, _ wanted: String, _ owner: Found) throws(ConversionProblem) -> Bool {
    var type: Found? = owner
    // No hierarchy is as deep; one that is may be a circle.
    for _ in 0..<64 {
      guard let current = type else { return false }
      let definitions = current.library.module
      let methods = definitions.types[current.row].methods.lazy.map { definitions.methods[$0] }
      if methods.contains(where: { $0.name == name && identity($0.signature, in: definitions) == wanted }) {
        return true
      }
      type = try base(of: current)
    }
    return false
  }

  private func base(of type: Found) throws(ConversionProblem) -> Found? {
    let definitions = type.library.module
    switch definitions.types[type.row].extends.flatMap({ definitions.named($0) }) {
    case .definition(let row)?: return Found(library: type.library, row: row)
    case .reference(let row)?:
      guard let name = assemblyName(ofReference: row, in: definitions), let library = libraries[name],
        let found = library.module.typesByName[definitions.typeReferences[row].fullName]
      else {
        let fullName = definitions.types[type.row].fullName
        throw ConversionProblem(
          "unresolved reference: the base class of \(fullName) is in none of the given assemblies")
      }
      return Found(library: library, row: found)
    case nil: return nil
    }
  }

  private func text(_ name: String, _ signature: MethodSignature) -> String {
    let parameters = signature.parameters.map { module.text($0) }.joined(separator: ", ")
    return "\(module.text(signature.returnType)) \(name)(\(parameters))"
  }

  /// Equal for signatures that the linker takes for equal.
  private func identity(_ signature: MethodSignature, in module: Module) -> String {
    let types = ([signature.returnType] + signature.parameters).map { identity($0, in: module) }
    return "\(signature.hasThis)(\(types.joined(separator: ",")))"
  }

  private func identity(_ type: TypeSignature, in module: Module) -> String {
    switch type.unmodified {
    case .element(let element): return DataType.inSignatures[element.fullName].map { "#\($0)" } ?? element.fullName
    case .named(let named, _):
      let name = module.fullName(named)
      if let code = DataType.inSignatures[name] { return "#\(code)" }
      guard case .reference(let row) = named else { return "[\(module.name)]\(name)" }
      return "[\(assemblyName(ofReference: row, in: module) ?? "")]\(name)"
    case .vector(let element): return identity(element, in: module) + "[]"
    case .byReference(let element): return identity(element, in: module) + "&"
    // The format has no others; they have problems of their own.
    case let other: return module.text(other)
    }
  }
}

extension ImageWriter {
  /// Reports what the output refers to and `references` do not have.
  mutating func checkReferences(_ references: [ReferencedAssembly]) {
    do throws(ConversionProblem) {
      var check = try ReferenceCheck(module, references: references)
      for (token, problem) in check.problems(numbering) { report(problem, on: token) }
    } catch {
      report(error)
    }
  }
}

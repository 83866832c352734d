// Owns: which rows the PE file's tables have, and the way from rows of the input to rows of the output.

struct Numbering {
  /// One output table: input rows in output order, and the way back.
  struct Rows {
    let order: [Int]
    private let indices: [Int: Int]

    init(_ order: [Int]) {
      self.order = order
      var indices: [Int: Int] = [:]
      for (index, row) in order.enumerated() { indices[row] = index }
      self.indices = indices
    }

    /// The output row of an input row; nil if it is not written.
    subscript(_ row: Int) -> Int? { indices[row] }
    var count: Int { order.count }
  }

  /// All type rows in output order, those that are left out included: what the native checksum and the order of
  /// literals are computed over.
  let allTypes: [Int]
  let assemblies: Rows
  let typeReferences: Rows
  /// MemberRef rows that are fields, and those that are methods.
  let fieldReferences: Rows
  let methodReferences: Rows
  let types: Rows
  let fields: Rows
  let methods: Rows
  /// Where definitions and references are first used.
  let uses: [Token: Reachability.Use]

  init(module: Module, bodies: [MethodBody?], filter: AttributeFilter) {
    allTypes = TypeOrdering.order(of: module, bodies: bodies)
    let kept = allTypes.filter { !filter.excludes($0, in: module) }
    let reached = Reachability(module: module, kept: kept, bodies: bodies, filter: filter)
    uses = reached.uses
    assemblies = Rows(module.assemblyReferences.indices.filter { reached.assemblies.contains($0) })
    typeReferences = Rows(module.enclosingFirst(module.typeReferences.indices.filter { reached.types.contains($0) }))
    let members = module.memberReferences.indices.filter { reached.members.contains($0) }
    fieldReferences = Rows(
      members.filter { if case .field = module.memberReferences[$0].signature { true } else { false } })
    methodReferences = Rows(
      members.filter { if case .method = module.memberReferences[$0].signature { true } else { false } })
    types = Rows(kept)
    fields = Rows(kept.flatMap { module.orderedFields(of: $0) })
    methods = Rows(kept.flatMap { module.orderedMethods(of: $0).all })
  }
}

/// The methods of one type in the groups in which the PE file keeps them.
struct OrderedMethods {
  let virtual: [Int]
  let instance: [Int]
  let `static`: [Int]

  var all: [Int] { virtual + instance + `static` }
}

extension Module {
  /// Type references in the same order, but each behind the one around it: linkers go through the table once (pe-format
  /// 2.4). Compilers write them so, tools that write uncompressed metadata need not.
  fileprivate func enclosingFirst(_ rows: [Int]) -> [Int] {
    var order: [Int] = []
    var placed: Set<Int> = []
    for row in rows {
      var chain = [row]
      while let last = chain.last, case .type(let enclosing) = typeReferences[last].scope { chain.append(enclosing) }
      for row in chain.reversed() where placed.insert(row).inserted { order.append(row) }
    }
    return order
  }

  func orderedMethods(of type: Int) -> OrderedMethods {
    let rows = types[type].methods
    return OrderedMethods(
      virtual: rows.filter { methods[$0].isVirtual },
      instance: rows.filter { !methods[$0].isVirtual && !methods[$0].isStatic },
      static: rows.filter { !methods[$0].isVirtual && methods[$0].isStatic })
  }

  /// Fields that exist at run time: static ones, then instance ones. Constants are gone.
  func orderedFields(of type: Int) -> [Int] {
    let rows = types[type].fields.filter { !fields[$0].hasConstant && !fields[$0].isLiteral }
    return rows.filter { fields[$0].isStatic } + rows.filter { !fields[$0].isStatic }
  }
}

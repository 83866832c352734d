// Owns: where in assembly and source a problem is.

extension ImageWriter {
  /// Notes a problem, once. `owner` is the type, field or method that it is about, or the reference; nil if it is about
  /// the assembly.
  mutating func report(_ problem: ConversionProblem, on owner: Token? = nil) {
    let placed = place(problem, on: owner)
    if known.insert(placed).inserted { problems.append(placed) }
  }

  /// Notes something that was changed or left out, once.
  mutating func warn(_ message: String, on owner: Token? = nil, ilOffset: Int? = nil) {
    let placed = place(ConversionProblem(message, ilOffset: ilOffset), on: owner)
    if known.insert(placed).inserted { warnings.append(placed) }
  }

  private func place(_ problem: ConversionProblem, on owner: Token?) -> ConversionProblem {
    var placed = problem
    placed.assembly = module.name
    switch owner?.table {
    case Table.typeDef?: placed = placed.within(type: owner.map { module.types[$0.row].fullName })
    case Table.field?:
      guard let field = owner.map({ module.fields[$0.row] }) else { break }
      placed = placed.within(type: module.types[field.owner].fullName, member: field.name)
    case Table.methodDef?:
      guard let method = owner.map({ module.methods[$0.row] }) else { break }
      placed = placed.within(type: module.types[method.owner].fullName, member: method.name)
    default: break
    }
    if let owner { placed.source = source(of: owner, ilOffset: placed.ilOffset) }
    return placed
  }

  /// The line of an instruction, or the first of a method or type. What has no code of its own (interfaces, structs of
  /// fields alone, references) is where it is first used.
  private func source(of owner: Token, ilOffset: Int? = nil, depth: Int = 0) -> SourcePosition? {
    // A type may be first used by a field of its own.
    guard let debug, depth < 8 else { return nil }
    switch owner.table {
    case Table.methodDef:
      if let position = debug.position(ofMethod: owner.row, ilOffset: ilOffset) { return position }
    case Table.typeDef:
      for method in module.types[owner.row].methods {
        if let position = debug.position(ofMethod: method, ilOffset: nil) { return position }
      }
    default: break
    }
    if let use = numbering.uses[owner] { return source(of: use.owner, ilOffset: use.ilOffset, depth: depth + 1) }
    if owner.table == Table.field { return source(of: .type(module.fields[owner.row].owner), depth: depth + 1) }
    return nil
  }
}

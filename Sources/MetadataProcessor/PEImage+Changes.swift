// Owns: what differs between two builds of an assembly, for the people who build it.

extension PEImage {
  /// One line for each definition that an older build has not (`+`), that is gone since (`-`), or that is another now (`~`),
  /// with the sizes of code that changed. Empty if the builds behave alike.
  public func changes(since old: PEImage) -> [String] {
    let (before, now) = (old.definitions, definitions)
    var lines: [String] = []
    if version != old.version { lines.append("~ version \(old.version), now \(version)") }
    let names = Set(before.keys).union(now.keys)
    for name in names.sorted(by: { NameOrder.precedes($0, $1) }) {
      switch (before[name], now[name]) {
      case (nil, let new?): lines.append("+ \(name)\(new.size.map { ", \($0) bytes of IL" } ?? "")")
      case (.some, nil): lines.append("- \(name)")
      case (let old?, let new?) where old != new:
        let sizes = old.size != new.size ? ", \(old.size ?? 0) bytes of IL, now \(new.size ?? 0)" : ""
        lines.append("~ \(name)\(sizes)")
      default: break
      }
    }
    return lines
  }

  private struct Definition: Equatable {
    /// Everything that can change, without row numbers.
    var content: String
    var size: Int?
  }

  /// By what names them: types by their name, members by type and signature.
  private var definitions: [String: Definition] {
    var result: [String: Definition] = [:]
    let attributes = attributeTexts
    func content(_ table: Int, _ row: Int, _ heading: String) -> String {
      ((attributes[table]?[row] ?? []) + [heading]).joined(separator: "\n")
    }
    for type in 0..<rows(of: PEFormat.typeDef) {
      let owner = typeDefinitionName(type)
      result[owner] = Definition(content: content(PEFormat.typeDef, type, typeHeading(type)))
      for field in fields(ofType: type) {
        let name = "\(owner).\(string(PEFormat.fieldDef, field, 0))"
        result[name] = Definition(content: content(PEFormat.fieldDef, field, fieldHeading(field)))
      }
      for method in methods(ofType: type) {
        result[methodName(method, of: owner)] = Definition(
          content: content(PEFormat.methodDef, method, methodHeading(method, showsPlace: false)))
      }
    }
    for body in bodies() {
      let owner = body.type.map { typeDefinitionName($0) } ?? "<no type>"
      result[methodName(body.method, of: owner)]?.content += "\n" + body.text
      result[methodName(body.method, of: owner)]?.size = body.size
    }
    for resource in resourceTexts { result[resource.name] = Definition(content: resource.content) }
    return result
  }

  private func methodName(_ row: Int, of owner: String) -> String {
    methodText("\(owner).\(string(PEFormat.methodDef, row, 0))", signature: u16(PEFormat.methodDef, row, 14) ?? 0)
  }

  /// The resources, by file and identifier. Their bytes stand for themselves.
  private var resourceTexts: [(name: String, content: String)] {
    var result: [(String, String)] = []
    for (file, entries) in resourceFiles {
      for entry in entries {
        let data = heap(PEFormat.resourcesData).dropFirst(entry.start).prefix(max(0, entry.size))
        result.append(("\(file), resource \(entry.identifier)", "\(entry.size) \(Crc32.compute(data))"))
      }
    }
    return result
  }
}

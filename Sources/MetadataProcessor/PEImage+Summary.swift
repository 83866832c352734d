// Owns: the overview of a PE file as text: header, tables, references, types with their members, natives, resources.

extension PEImage {
  /// Everything but the code, as text with a line end after each line.
  public func summary() -> String {
    var text = Text()
    text.line("assembly    \(assemblyName) \(version)")
    text.line(
      "file        \(bytes.count) bytes, header CRC \(state(headerChecksum)), assembly CRC \(state(assemblyChecksum))")
    if let entryPoint { text.line("entry point \(entryPoint)") }
    text.line("")
    text.line("tables            rows  bytes")
    for (table, name) in PEFormat.tableNames.enumerated() {
      let count = PEFormat.rowSizes[table] > 0 ? String(rows(of: table)) : "-"
      text.line("  \(padded(name, 16))\(padded(count, 6))\(size(of: table))")
    }
    addReferences(to: &text)
    addTypes(to: &text)
    addNatives(to: &text)
    addResources(to: &text)
    return text.content
  }

  /// Lines with a bound on their number: files of a few bytes per row can ask for a lot of text.
  struct Text {
    static let lineLimit = 200_000
    private(set) var content = ""
    private var count = 0

    mutating func line(_ line: String) {
      count += 1
      if count < Self.lineLimit { content += line + "\n" }
      if count == Self.lineLimit { content += "...\n" }
    }

    /// Lines that another text has collected.
    mutating func block(_ lines: String) {
      guard count < Self.lineLimit else { return }
      count += lines.utf8.count { $0 == UInt8(ascii: "\n") }
      content += lines
    }
  }

  private func state(_ checksum: Checksum) -> String {
    let stored = hex(checksum.stored, digits: 8)
    return checksum.isRight ? "\(stored) right" : "\(stored) WRONG, it should be \(hex(checksum.computed, digits: 8))"
  }

  func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.utf8.count))
  }

  /// The method with the entry point flag.
  private var entryPoint: String? {
    let row = (0..<rows(of: PEFormat.methodDef)).first { (u32(PEFormat.methodDef, $0, 4) ?? 0) & 0x0800_0000 != 0 }
    guard let row else { return nil }
    let owner = methodOwners[row].map { typeDefinitionName($0) } ?? "<no type>"
    return "\(owner).\(string(PEFormat.methodDef, row, 0))"
  }

  private func addReferences(to text: inout Text) {
    text.line("")
    text.line("references")
    let types = grouped(PEFormat.typeRef) { assembly(ofTypeReference: $0) }
    let fields = grouped(PEFormat.fieldRef) { u16(PEFormat.fieldRef, $0, 2) }
    let methods = grouped(PEFormat.methodRef) { u16(PEFormat.methodRef, $0, 2) }
    for row in 0..<rows(of: PEFormat.assemblyRef) {
      let parts = [4, 6, 8, 10].map { String(u16(PEFormat.assemblyRef, row, $0) ?? 0) }
      text.line("  \(string(PEFormat.assemblyRef, row, 0)) \(parts.joined(separator: "."))")
      for type in types[row] ?? [] {
        text.line("    \(typeReferenceName(type))")
        for field in fields[type] ?? [] {
          let type = fieldText(signature: u16(PEFormat.fieldRef, field, 4) ?? 0)
          text.line("      \(type) \(string(PEFormat.fieldRef, field, 0))")
        }
        for method in methods[type] ?? [] {
          let name = string(PEFormat.methodRef, method, 0)
          text.line("      \(methodText(name, signature: u16(PEFormat.methodRef, method, 4) ?? 0))")
        }
      }
    }
  }

  /// Rows of a table by what `key` says of them.
  private func grouped(_ table: Int, by key: (Int) -> Int?) -> [Int: [Int]] {
    var groups: [Int: [Int]] = [:]
    for row in 0..<rows(of: table) {
      if let value = key(row) { groups[value, default: []].append(row) }
    }
    return groups
  }

  /// The AssemblyRef row that a TypeRef row, or the type around it, is in.
  private func assembly(ofTypeReference row: Int) -> Int? {
    var row = row
    for _ in 0..<16 {
      guard let scope = u16(PEFormat.typeRef, row, 4) else { return nil }
      if scope & 0x8000 == 0 { return scope }
      row = scope & 0x7FFF
    }
    return nil
  }

  private func addTypes(to text: inout Text) {
    text.line("")
    text.line("types")
    let attributes = attributeTexts
    for row in 0..<rows(of: PEFormat.typeDef) {
      for attribute in attributes[PEFormat.typeDef]?[row] ?? [] { text.line("  [\(attribute)]") }
      text.line("  \(typeHeading(row))")
      for field in fields(ofType: row) {
        for attribute in attributes[PEFormat.fieldDef]?[field] ?? [] { text.line("    [\(attribute)]") }
        text.line("    \(fieldHeading(field))")
      }
      for method in methods(ofType: row) {
        for attribute in attributes[PEFormat.methodDef]?[method] ?? [] { text.line("    [\(attribute)]") }
        text.line("    \(methodHeading(method))")
      }
    }
  }

  /// `public sealed class Name : Base, Interfaces`.
  func typeHeading(_ row: Int) -> String {
    let flags = u16(PEFormat.typeDef, row, 22) ?? 0
    var words = [flags & 7 == 1 || flags & 7 == 2 ? "public" : flags & 7 == 3 ? "private" : "internal"]
    let semantics = ["class", "struct", "interface", "enum"][flags >> 4 & 3]
    if flags & 0x40 != 0, semantics == "class" { words.append("abstract") }
    if flags & 0x80 != 0, semantics == "class" { words.append("sealed") }
    words.append(flags & 0x0600 != 0 ? "delegate" : semantics)
    words.append(typeDefinitionName(row))
    var parents: [String] = []
    if let base = u16(PEFormat.typeDef, row, 4), base != Int(PEFormat.none) { parents.append(typeName(base)) }
    parents += interfaces(row)
    return words.joined(separator: " ") + (parents.isEmpty ? "" : " : " + parents.joined(separator: ", "))
  }

  private func interfaces(_ row: Int) -> [String] {
    guard let offset = u16(PEFormat.typeDef, row, 8), offset != Int(PEFormat.none) else { return [] }
    var reader = PESignature(self, at: offset)
    var names: [String] = []
    for _ in 0..<(reader.byte() ?? 0) { names.append(reader.named() ?? "<type>") }
    return names
  }

  private static let access = [
    "compilercontrolled", "private", "private protected", "internal", "protected", "protected internal", "public", "?",
  ]

  func fieldHeading(_ row: Int) -> String {
    let flags = u16(PEFormat.fieldDef, row, 6) ?? 0
    var words = [Self.access[flags & 7]]
    if flags & 0x10 != 0 { words.append("static") }
    if flags & 0x20 != 0 { words.append("readonly") }
    words.append(fieldText(signature: u16(PEFormat.fieldDef, row, 2) ?? 0))
    words.append(string(PEFormat.fieldDef, row, 0))
    if let data = u16(PEFormat.fieldDef, row, 4), data != Int(PEFormat.none) {
      var reader = PESignature(self, at: data)
      words.append("= \(reader.u16() ?? 0) bytes")
    }
    return words.joined(separator: " ")
  }

  /// `public static int Name(args)`, then what its code needs.
  func methodHeading(_ row: Int, showsPlace: Bool = true) -> String {
    let flags = u32(PEFormat.methodDef, row, 4) ?? 0
    var words = [Self.access[Int(flags & 7)]]
    for (bit, word) in [(0x10, "static"), (0x200, "abstract"), (0x20, "final")] where flags & UInt32(bit) != 0 {
      words.append(word)
    }
    if flags & 0x240 == 0x40 { words.append(flags & 0x100 != 0 ? "virtual" : "override") }
    if flags & 0x0100_0000 != 0 { words.append("synchronized") }
    let name = string(PEFormat.methodDef, row, 0)
    words.append(methodText(name, signature: u16(PEFormat.methodDef, row, 14) ?? 0))
    guard showsPlace, let address = u16(PEFormat.methodDef, row, 2), address != Int(PEFormat.none) else {
      return words.joined(separator: " ")
    }
    let stack = u8(PEFormat.methodDef, row, 11) ?? 0
    words.append(" // IL at \(hex(UInt32(address), digits: 4)), stack \(stack)")
    return words.joined(separator: " ")
  }

  private func addNatives(to text: inout Text) {
    let natives = natives
    guard !natives.isEmpty || nativeChecksum.stored != 0 else { return }
    text.line("")
    text.line("natives, checksum \(state(nativeChecksum))")
    for native in natives { text.line("  \(padded(String(native.row), 6))\(native.key)") }
  }

  private func addResources(to text: inout Text) {
    let kinds = ["none", "bitmap", "font", "string", "binary"]
    for (file, entries) in resourceFiles {
      text.line("")
      text.line("resources \(file), \(entries.count) entries")
      for entry in entries {
        let kind = kinds.indices.contains(entry.kind) ? kinds[entry.kind] : "<kind \(entry.kind)>"
        text.line("  \(padded(String(entry.identifier), 8))\(padded(kind, 8))\(entry.size) bytes at \(entry.start)")
      }
    }
  }

  struct ResourceEntry {
    let identifier: Int16
    let kind: Int
    let start: Int
    let size: Int
  }

  /// The resource files with their entries, as far as those exist.
  var resourceFiles: [(name: String, entries: [ResourceEntry])] {
    (0..<rows(of: PEFormat.resourcesFiles)).map { file in
      let first = Int(u32(PEFormat.resourcesFiles, file, 20) ?? 0)
      let count = Int(u32(PEFormat.resourcesFiles, file, 12) ?? 0)
      let limit = rows(of: PEFormat.resources)
      let entries = (min(first, limit)..<min(first + count, limit)).map { row in
        let start = Int(u32(PEFormat.resources, row, 4) ?? 0)
        let next = Int(u32(PEFormat.resources, row + 1, 4) ?? 0) - (u8(PEFormat.resources, row + 1, 3) ?? 0) & 3
        return ResourceEntry(
          identifier: Int16(truncatingIfNeeded: u16(PEFormat.resources, row, 0) ?? 0),
          kind: u8(PEFormat.resources, row, 2) ?? 0, start: start, size: next - start)
      }
      return (string(PEFormat.resourcesFiles, file, 16), entries)
    }
  }
}

// Owns: writing symbol files (docs/pe-symbols.md).

enum SymbolFile {
  private static let marker: [UInt8] = Array("EOSYM1".utf8) + [0, 0]

  /// The symbol file for a PE file.
  /// - Parameters:
  ///   - points: by MethodDef row of the PE file, at IL offsets of the PE file.
  ///   - files: names of source files; only those that points name are written.
  static func bytes(image: [UInt8], points: [Int: [SequencePoint]], files: [String]) -> [UInt8] {
    var numbers: [Int: Int] = [:]
    var order: [Int] = []
    var methods: [UInt8] = []
    var encoded: [UInt8] = []
    let rows = points.keys.sorted()
    for row in rows {
      let list = points[row] ?? []
      methods.append(u16: UInt16(truncatingIfNeeded: row))
      methods.append(u16: UInt16(truncatingIfNeeded: list.count))
      methods.append(u32: UInt32(truncatingIfNeeded: encoded.count))
      var previous = SequencePoint(ilOffset: 0, file: 0, line: 0)
      for point in list {
        if numbers[point.file] == nil {
          numbers[point.file] = order.count
          order.append(point.file)
        }
        let numbered = SequencePoint(ilOffset: point.ilOffset, file: numbers[point.file] ?? 0, line: point.line)
        append(numbered, after: previous, to: &encoded)
        previous = numbered
      }
    }
    var names: [UInt8] = []
    var text: [UInt8] = []
    for file in order {
      names.append(u32: UInt32(truncatingIfNeeded: text.count))
      text += files[file].utf8.filter { $0 != 0 } + [0]
    }
    var header = marker + image[0x08..<0x10]
    for count in [order.count, rows.count, encoded.count, text.count] {
      header.append(u32: UInt32(truncatingIfNeeded: count))
    }
    return header + names + methods + encoded + text
  }

  private static func append(_ point: SequencePoint, after previous: SequencePoint, to bytes: inout [UInt8]) {
    let changesFile = point.file != previous.file
    bytes.append(uleb: UInt32(truncatingIfNeeded: (point.ilOffset - previous.ilOffset) * 2 + (changesFile ? 1 : 0)))
    if changesFile { bytes.append(uleb: UInt32(truncatingIfNeeded: point.file)) }
    let step = Int32(truncatingIfNeeded: point.line - previous.line)
    bytes.append(uleb: UInt32(bitPattern: step << 1 ^ step >> 31))
  }
}

extension Array where Element == UInt8 {
  /// Unsigned LEB128.
  fileprivate mutating func append(uleb value: UInt32) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

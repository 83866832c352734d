// Symbol files (docs/pe-symbols.md): the source lines of a PE file's instructions.

/// The symbols of one PE file. Whatever its bytes are, reading it never traps: what is damaged has no positions.
public struct SymbolFile: Sendable {
  /// A place in a source file.
  public struct Position: Equatable, Sendable {
    /// The file's name as the compiler wrote it, UTF-8.
    public var file: [UInt8]
    public var line: UInt32
  }

  private static let marker: [UInt8] = Array("EOSYM1\0\0".utf8)
  private static let headerBytes = 32

  private let bytes: [UInt8]
  private let fileCount, methodCount: Int
  private let methods, points, text: Int

  /// Nil if this is no symbol file, or that of another PE file.
  public init?(_ bytes: [UInt8], of image: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.headerBytes, bytes.prefix(8).elementsEqual(Self.marker), image.count >= 16,
      bytes[8..<16].elementsEqual(image[8..<16])
    else { return nil }
    // No part is larger than the file, so their sums cannot overflow.
    let sizes = stride(from: 16, to: 32, by: 4).map { word(bytes, $0) }
    guard sizes.allSatisfy({ (0...bytes.count).contains($0) }) else { return nil }
    self.bytes = bytes
    fileCount = sizes[0]
    methodCount = sizes[1]
    methods = Self.headerBytes + 4 * fileCount
    points = methods + 8 * methodCount
    text = points + sizes[2]
    guard bytes.count == text + sizes[3] else { return nil }
  }

  /// Where an instruction of a method comes from; nil if the compiler did not say.
  public func position(method row: UInt32, offset: UInt32) -> Position? {
    guard let method = find(row) else { return nil }
    let start = word(bytes, methods + 8 * method + 4)
    guard (0..<text - points).contains(start) else { return nil }
    var cursor = points + start
    var at: UInt64 = 0
    var line: Int64 = 0
    var file = 0
    var found: (file: Int, line: Int64)?
    for _ in 0..<half(bytes, methods + 8 * method + 2) {
      guard let step = uleb(&cursor) else { return nil }
      at += UInt64(step >> 1)
      if step & 1 == 1 {
        guard let next = uleb(&cursor) else { return nil }
        file = Int(truncatingIfNeeded: next)
      }
      guard let change = uleb(&cursor) else { return nil }
      line += Int64(change >> 1) ^ -Int64(change & 1)
      if at > UInt64(offset) { break }
      found = (file, line)
    }
    guard let found, (0..<fileCount).contains(found.file), let line = UInt32(exactly: found.line) else { return nil }
    return Position(file: name(found.file), line: line)
  }

  /// Binary search: rows ascend.
  private func find(_ row: UInt32) -> Int? {
    var low = 0
    var high = methodCount
    while low < high {
      let middle = (low + high) / 2
      if half(bytes, methods + 8 * middle) < row { low = middle + 1 } else { high = middle }
    }
    return low < methodCount && half(bytes, methods + 8 * low) == row ? low : nil
  }

  private func name(_ file: Int) -> [UInt8] {
    let start = word(bytes, Self.headerBytes + 4 * file)
    guard (0..<bytes.count - text).contains(start) else { return [] }
    return Array(bytes[(text + start)...].prefix { $0 != 0 })
  }

  /// An unsigned LEB128 number of the points; nil if it is longer than 5 bytes or ends behind them.
  private func uleb(_ cursor: inout Int) -> UInt32? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 7) {
      guard cursor >= points, cursor < text else { return nil }
      let byte = bytes[cursor]
      cursor += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return UInt32(exactly: value) }
    }
    return nil
  }
}

private func half(_ bytes: [UInt8], _ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }

private func word(_ bytes: [UInt8], _ at: Int) -> Int { half(bytes, at) | half(bytes, at + 2) << 16 }

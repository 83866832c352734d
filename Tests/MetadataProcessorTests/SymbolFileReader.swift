// Owns: reading symbol files by their description (docs/pe-symbols.md), for tests.

import Testing

struct SymbolFileReader {
  struct Point {
    let method: Int
    let offset: Int
    let line: Int
    let file: String
  }
  private(set) var points: [Point] = []

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8], of image: [UInt8]) throws {
    self.bytes = bytes
    try #require(bytes.count >= 32)
    #expect(Array(bytes[..<8]) == Array("EOSYM1".utf8) + [0, 0])
    #expect(bytes[8..<16] == image[8..<16])
    let counts = (0..<4).map { bytes.u32(at: 16 + 4 * $0) }
    let methods = 32 + 4 * counts[0]
    let encoded = methods + 8 * counts[1]
    let text = encoded + counts[2]
    #expect(text + counts[3] == bytes.count)
    let names = (0..<counts[0]).map { index in
      String(decoding: bytes[(text + bytes.u32(at: 32 + 4 * index))...].prefix { $0 != 0 }, as: UTF8.self)
    }
    var previousMethod = -1
    for row in stride(from: methods, to: encoded, by: 8) {
      let method = bytes.u32(at: row) & 0xFFFF
      #expect(method > previousMethod)
      previousMethod = method
      position = encoded + bytes.u32(at: row + 4)
      let count = bytes.u32(at: row) >> 16
      #expect(count > 0)
      try readPoints(of: method, count, names)
      #expect(position <= text)
    }
  }

  private mutating func readPoints(of method: Int, _ count: Int, _ names: [String]) throws {
    var (offset, file, line) = (0, 0, 0)
    for index in 0..<count {
      let step = uleb()
      #expect(index == 0 || step > 1)
      offset += step >> 1
      if step & 1 == 1 { file = uleb() }
      let zigzag = uleb()
      line += zigzag & 1 == 0 ? zigzag >> 1 : -(zigzag + 1) >> 1
      try #require(names.indices.contains(file))
      points.append(Point(method: method, offset: offset, line: line, file: names[file]))
    }
  }

  private mutating func uleb() -> Int {
    var (value, shift) = (0, 0)
    while position < bytes.count {
      let byte = Int(bytes[position])
      position += 1
      value |= (byte & 0x7F) << shift
      if byte & 0x80 == 0 { break }
      shift += 7
    }
    return value
  }
}

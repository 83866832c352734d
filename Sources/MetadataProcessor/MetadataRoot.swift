// Owns: the metadata root and its streams (ECMA-335 II.24.2.1, II.24.2.2). An assembly has one, a portable PDB is one.

struct MetadataRoot {
  /// A metadata stream: absolute range of `bytes`.
  struct Stream {
    let name: String
    let start: Int
    let count: Int
  }

  let bytes: [UInt8]
  private let streams: [Stream]

  init(_ bytes: [UInt8], at root: Int) throws(ConversionProblem) {
    self.bytes = bytes
    var reader = try ByteReader(bytes, at: root, what: "metadata root")
    guard try reader.u32() == 0x424A_5342 else { throw ConversionProblem("damaged file: no metadata signature") }
    try reader.skip(8)
    let versionLength = Int(try reader.u32())
    try reader.skip(versionLength)
    try reader.skip(2)
    var streams: [Stream] = []
    for _ in 0..<Int(try reader.u16()) {
      let start = Int(try reader.u32())
      let count = Int(try reader.u32())
      let name = try Self.name(&reader)
      _ = try ByteReader(bytes, at: root + start, count: count, what: "metadata stream \(name)")
      streams.append(Stream(name: name, start: root + start, count: count))
    }
    self.streams = streams
  }

  func stream(_ name: String) -> Stream? {
    streams.first { $0.name == name }
  }

  /// Ends with a NUL and is padded to four bytes.
  private static func name(_ reader: inout ByteReader) throws(ConversionProblem) -> String {
    var name: [UInt8] = []
    while true {
      let four = try reader.take(4)
      name += four.prefix { $0 != 0 }
      if four.contains(0) || name.count > 32 { return String(decoding: name, as: UTF8.self) }
    }
  }
}

// Owns: the heaps #Strings, #US and #Blob (ECMA-335 II.24.2.3, II.24.2.4).

struct MetadataHeaps {
  private let bytes: [UInt8]
  private let strings: PortableExecutable.Stream?
  private let userStrings: PortableExecutable.Stream?
  private let blobs: PortableExecutable.Stream?

  init(_ file: PortableExecutable) {
    bytes = file.bytes
    strings = file.stream("#Strings")
    userStrings = file.stream("#US")
    blobs = file.stream("#Blob")
  }

  func string(_ offset: Int) throws(ConversionProblem) -> String {
    guard offset != 0 else { return "" }
    let reader = try reader(strings, offset, what: "#Strings")
    let part = bytes[reader.position..<reader.end]
    guard let end = part.firstIndex(of: 0) else { throw ConversionProblem("damaged file: a name has no end") }
    return String(decoding: part[..<end], as: UTF8.self)
  }

  /// A reader of exactly one blob. Nothing is copied: many rows may share one large blob.
  func blob(_ offset: Int, what: String) throws(ConversionProblem) -> ByteReader {
    guard offset != 0 else { return try ByteReader(bytes, at: 0, count: 0, what: what) }
    var reader = try reader(blobs, offset, what: "#Blob")
    let count = try reader.compressed()
    guard count <= reader.remaining else { throw ConversionProblem("damaged file: a \(what) runs past its heap") }
    return try ByteReader(bytes, at: reader.position, count: count, what: what)
  }

  /// The UTF-16 code units of a literal. `budget` is the number of bytes that may still be read: hostile code can name
  /// a large literal in every instruction.
  func literal(_ offset: Int, budget: inout Int) throws(ConversionProblem) -> [UInt16] {
    var reader = try reader(userStrings, offset, what: "#US")
    let count = try reader.compressed()
    guard count <= reader.remaining else { throw ConversionProblem("damaged file: a literal runs past its heap") }
    budget -= count
    guard budget >= 0 else { throw ConversionProblem("the code has too many literals") }
    var units: [UInt16] = []
    for _ in 0..<(count / 2) { units.append(try reader.u16()) }
    return units
  }

  private func reader(
    _ stream: PortableExecutable.Stream?, _ offset: Int, what: String
  ) throws(ConversionProblem) -> ByteReader {
    guard let stream, offset >= 0, offset < stream.count else {
      throw ConversionProblem("damaged file: offset \(offset) is outside the heap \(what)")
    }
    return try ByteReader(bytes, at: stream.start + offset, count: stream.count - offset, what: what)
  }
}

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

  func blob(_ offset: Int) throws(ConversionProblem) -> [UInt8] {
    guard offset != 0 else { return [] }
    var reader = try reader(blobs, offset, what: "#Blob")
    let count = try reader.compressed()
    return try reader.take(count)
  }

  /// The UTF-16 code units of a literal.
  func literal(_ offset: Int) throws(ConversionProblem) -> [UInt16] {
    var reader = try reader(userStrings, offset, what: "#US")
    let count = try reader.compressed()
    guard count <= reader.remaining else { throw ConversionProblem("damaged file: a literal runs past its heap") }
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

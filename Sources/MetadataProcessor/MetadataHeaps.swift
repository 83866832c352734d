// Owns: the heaps #Strings, #US, #Blob and #GUID (ECMA-335 II.24.2.3 to II.24.2.5).

struct MetadataHeaps {
  private let bytes: [UInt8]
  private let strings: MetadataRoot.Stream?
  private let userStrings: MetadataRoot.Stream?
  private let blobs: MetadataRoot.Stream?
  private let identifiers: MetadataRoot.Stream?

  init(_ root: MetadataRoot) {
    bytes = root.bytes
    strings = root.stream("#Strings")
    userStrings = root.stream("#US")
    blobs = root.stream("#Blob")
    identifiers = root.stream("#GUID")
  }

  /// The 16 bytes of the identifier with a one-based index; empty for 0.
  func identifier(_ index: Int) throws(ConversionProblem) -> [UInt8] {
    guard index != 0 else { return [] }
    var reader = try reader(identifiers, 16 * (index - 1), what: "#GUID")
    return try reader.take(16)
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
    _ stream: MetadataRoot.Stream?, _ offset: Int, what: String
  ) throws(ConversionProblem) -> ByteReader {
    guard let stream, offset >= 0, offset < stream.count else {
      throw ConversionProblem("damaged file: offset \(offset) is outside the heap \(what)")
    }
    return try ByteReader(bytes, at: stream.start + offset, count: stream.count - offset, what: what)
  }
}

// The file store: PE files in the `deploy` partition behind the base assemblies, named by their SHA-256.
//
// A file is a run of whole sectors: a header of 64 bytes, then the content, contiguous and 4-aligned, so that the
// runtime uses it in place. The header is programmed last: a run without a valid header is free. Files never move
// while they exist; a file that nobody needs is marked dead by clearing one word of its header.
//
// Header: magic, length, digest (32 bytes), CRC of these 40 bytes, mark (erased = alive, 0 = dead), rest erased.

import BoardHAL
import OTAInterface

public final class FileStore<Device: Flash> {
  struct File {
    let digest: Digest
    /// Address of the header in the region.
    let address: Int
    let length: Int
  }

  static var magic: UInt32 { 0x3146_4F45 }
  static var headerSize: Int { 64 }
  static var markOffset: Int { 44 }

  let region: FlashRegion<Device>
  /// Where files begin: the first sector behind the base assemblies.
  public let start: Int
  private(set) var files: [File] = []
  /// The run that a writer is filling; it has no header yet.
  private var reserved: Range<Int>?

  /// - Parameter start: end of the base assemblies in the region, bytes.
  public init(_ region: FlashRegion<Device>, start: Int) throws(StoreError) {
    self.region = region
    let sector = region.geometry.sectorSize
    self.start = min((max(0, start) + sector - 1) / sector * sector, region.size)
    try scan()
  }

  private var sectorSize: Int { region.geometry.sectorSize }

  /// Bytes of whole sectors that a file of `length` takes.
  private func runLength(_ length: Int) -> Int {
    (FileStore.headerSize + length + sectorSize - 1) / sectorSize * sectorSize
  }

  private func scan() throws(StoreError) {
    var address = start
    while address < region.size {
      if let file = try readHeader(address) {
        files.append(file)
        address += runLength(file.length)
      } else {
        address += sectorSize
      }
    }
  }

  private func readHeader(_ address: Int) throws(StoreError) -> File? {
    let bytes = try onFlash { () throws(FlashError) in try region.read(at: address, count: FileStore.headerSize) }
    var reader = ByteReader(bytes)
    guard reader.uint32() == FileStore.magic, let length = reader.uint32(),
      let digest = reader.take(Digest.size).flatMap(Digest.init),
      reader.uint32() == crc32(bytes[..<40]), reader.uint32() == UInt32.max,
      Int(length) <= region.size - address - FileStore.headerSize
    else { return nil }
    return File(digest: digest, address: address, length: Int(length))
  }

  // MARK: - Reading

  /// Length of a file; nil if it is not there. Says nothing about its content: see `isIntact`.
  public func length(of digest: Digest) -> Int? {
    file(digest)?.length
  }

  private func file(_ digest: Digest) -> File? {
    files.first { $0.digest == digest }
  }

  /// The content in place, 4-aligned; valid until the file is collected.
  public func map(_ digest: Digest) throws(StoreError) -> UnsafeRawBufferPointer {
    guard let file = file(digest) else { throw .missing }
    return try onFlash { () throws(FlashError) in
      try region.mapped(at: file.address + FileStore.headerSize, count: file.length)
    }
  }

  /// Whether the file is there and its content, read back from flash, hashes to its name. A damaged file is dropped,
  /// so that it is fetched again.
  public func isIntact<C: Crypto>(_ digest: Digest, _ crypto: C) throws(StoreError) -> Bool {
    guard let file = file(digest) else { return false }
    if Digest(crypto.sha256(try map(digest))) == digest { return true }
    try drop(file)
    return false
  }

  // MARK: - Writing

  /// Bytes of the largest file that could be added now.
  public var largestFree: Int {
    var largest = 0
    for gap in gaps() { largest = max(largest, gap.count) }
    return max(0, largest - FileStore.headerSize)
  }

  /// Begins a file of exactly `length` bytes. One writer at a time: an earlier one loses its place.
  public func begin(_ digest: Digest, length: Int) throws(StoreError) -> FileWriter<Device> {
    reserved = nil
    guard length > 0, length <= region.size - start else { throw .tooLarge(length) }
    let needed = runLength(length)
    guard let gap = gaps().first(where: { $0.count >= needed }) else {
      throw .full(needed: length, free: largestFree)
    }
    reserved = gap.lowerBound..<gap.lowerBound + needed
    return FileWriter(region: region, digest: digest, address: gap.lowerBound, length: length)
  }

  /// Completes a file: checks length and hash and programs the header. `digest` is the hash of what was written.
  public func finish(_ writer: FileWriter<Device>, hash: Digest?) throws(StoreError) {
    defer { reserved = nil }
    try writer.flush()
    guard writer.position == writer.length else {
      throw .wrongLength(expected: writer.length, got: writer.position)
    }
    guard hash == writer.digest else { throw .wrongHash }
    var header: Bytes = []
    header.appendLittleEndian(FileStore.magic)
    header.appendLittleEndian(UInt32(writer.length))
    header += writer.digest.octets
    header.appendLittleEndian(crc32(header[...]))
    let bytes = header
    try onFlash { () throws(FlashError) in try region.program(at: writer.address, bytes) }
    files.append(File(digest: writer.digest, address: writer.address, length: writer.length))
  }

  /// Gives up a file that was begun.
  public func abandon() { reserved = nil }

  /// Drops every file whose digest is not in `keep`. The caller has made sure that nothing uses them in place.
  public func collect(keep: [Digest]) throws(StoreError) {
    for file in files where !keep.contains(file.digest) { try drop(file) }
  }

  private func drop(_ file: File) throws(StoreError) {
    files.removeAll { $0.address == file.address }
    try onFlash { () throws(FlashError) in
      try region.program(at: file.address + FileStore.markOffset, [0, 0, 0, 0])
    }
  }

  /// Runs of sectors without a file, in order of address.
  private func gaps() -> [Range<Int>] {
    var used: [Range<Int>] = files.map { $0.address..<min(region.size, $0.address + runLength($0.length)) }
    if let reserved { used.append(reserved) }
    used.sort { $0.lowerBound < $1.lowerBound }
    var gaps: [Range<Int>] = []
    var position = start
    for run in used {
      if run.lowerBound > position { gaps.append(position..<run.lowerBound) }
      position = max(position, run.upperBound)
    }
    if position < region.size { gaps.append(position..<region.size) }
    return gaps
  }
}

/// Writes one file as it arrives: erases each sector when it gets there and programs whole write units.
public final class FileWriter<Device: Flash> {
  public let digest: Digest
  public let length: Int
  let address: Int
  private let region: FlashRegion<Device>
  /// Bytes taken so far: where a broken transfer goes on.
  public private(set) var position = 0
  /// Bytes that do not fill a write unit yet.
  private var pending: Bytes = []
  private var erasedEnd: Int

  init(region: FlashRegion<Device>, digest: Digest, address: Int, length: Int) {
    self.region = region
    self.digest = digest
    self.address = address
    self.length = length
    erasedEnd = address
  }

  /// Takes the next bytes of the content.
  public func append(_ bytes: Bytes) throws(StoreError) {
    guard bytes.count <= length - position else {
      throw .wrongLength(expected: length, got: position + bytes.count)
    }
    let unit = max(4, region.geometry.writeUnit)
    let target = address + FileStore<Device>.headerSize + position - pending.count
    position += bytes.count
    pending += bytes
    let whole = pending.count / unit * unit
    guard whole > 0 else { return }
    let chunk = Bytes(pending[..<whole])
    pending.removeFirst(whole)
    try program(chunk, at: target)
  }

  /// Programs what is left, padded with erased bytes.
  func flush() throws(StoreError) {
    guard !pending.isEmpty else { return }
    let unit = max(4, region.geometry.writeUnit)
    let target = address + FileStore<Device>.headerSize + position - pending.count
    let chunk = pending + Bytes(repeating: 0xFF, count: (unit - pending.count % unit) % unit)
    pending = []
    try program(chunk, at: target)
  }

  private func program(_ bytes: Bytes, at target: Int) throws(StoreError) {
    try onFlash { () throws(FlashError) in
      while erasedEnd < target + bytes.count {
        try region.erase(sectorAt: erasedEnd)
        erasedEnd += region.geometry.sectorSize
      }
      try region.program(at: target, bytes)
    }
  }
}

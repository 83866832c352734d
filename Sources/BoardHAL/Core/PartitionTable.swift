// The partition table: what each part of the flash is for, with the names and types of ESP-IDF.

/// One row of the partition table.
public struct Partition: Sendable, Equatable {
  /// At most 16 bytes of UTF-8 (ESP-IDF's limit), for instance `deploy`.
  public var name: [UInt8]
  /// ESP-IDF's partition type: 0 app, 1 data.
  public var type: UInt8
  /// ESP-IDF's subtype, for instance 0x84 for the deployment of nanoFramework.
  public var subtype: UInt8
  /// Bytes from the start of the flash.
  public var offset: Int
  /// Bytes.
  public var size: Int

  public init(name: [UInt8], type: UInt8, subtype: UInt8, offset: Int, size: Int) {
    self.name = name
    self.type = type
    self.subtype = subtype
    self.offset = offset
    self.size = size
  }
}

/// The partitions of a board, in order of their offsets: inside the flash, on sector borders, without overlap, with
/// names that differ.
public struct PartitionTable: Sendable, Equatable {
  public let entries: [Partition]

  /// Checks `entries` against the flash that they divide.
  public init(_ entries: [Partition], in geometry: FlashGeometry) throws(PartitionError) {
    var sorted: [Partition] = []
    for entry in entries {
      guard entry.offset >= 0, entry.size > 0, entry.offset <= geometry.size,
        entry.size <= geometry.size - entry.offset
      else {
        throw PartitionError(entry.name, .outsideFlash(offset: entry.offset, size: entry.size, limit: geometry.size))
      }
      guard entry.offset % geometry.sectorSize == 0, entry.size % geometry.sectorSize == 0 else {
        throw PartitionError(entry.name, .misaligned(sectorSize: geometry.sectorSize))
      }
      for other in sorted {
        if other.name == entry.name { throw PartitionError(entry.name, .duplicateName) }
        if entry.offset < other.offset + other.size, other.offset < entry.offset + entry.size {
          throw PartitionError(entry.name, .overlaps(other.name))
        }
      }
      let place = sorted.firstIndex { $0.offset > entry.offset } ?? sorted.count
      sorted.insert(entry, at: place)
    }
    self.entries = sorted
  }

  /// The partition called `name`, if there is one.
  public func named(_ name: StaticString) -> Partition? {
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return entries.first { $0.name.elementsEqual(wanted) }
  }
}

/// Why a partition table was refused, and for which partition.
public struct PartitionError: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case outsideFlash(offset: Int, size: Int, limit: Int)
    case misaligned(sectorSize: Int)
    case overlaps([UInt8])
    case duplicateName
  }

  public var name: [UInt8]
  public var kind: Kind

  public init(_ name: [UInt8], _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// One line for people.
  public var reason: String {
    let subject = "partition \(String(decoding: name, as: UTF8.self))"
    return switch kind {
    case .outsideFlash(let offset, let size, let limit):
      "\(subject) at \(offset) with \(size) bytes is outside of the flash of \(limit) bytes"
    case .misaligned(let sectorSize):
      "\(subject) does not start and end on a sector border of \(sectorSize) bytes"
    case .overlaps(let other):
      "\(subject) overlaps partition \(String(decoding: other, as: UTF8.self))"
    case .duplicateName:
      "\(subject) is there twice"
    }
  }
}

// The base assemblies: PE files one after the other at the start of the `deploy` partition, each on a 4-byte border
// (pe-format 1). The engine reads no more of them than where each one ends; the runtime checks the rest.

import BoardHAL
import OTAInterface

/// Where the base assemblies lie in the partition.
public struct BaseImage: Equatable, Sendable {
  public private(set) var files: [Range<Int>] = []

  /// The end of the last one; 0 if there is none.
  public var end: Int { files.last.map { ($0.upperBound + 3) / 4 * 4 } ?? 0 }

  static var headerSize: Int { 124 }
  static var maximumFiles: Int { 64 }

  /// Walks from header to header; stops at the first place that holds none.
  public init<Device: Flash>(in region: FlashRegion<Device>) throws(StoreError) {
    while files.count < BaseImage.maximumFiles, let length = try BaseImage.length(in: region, at: end) {
      let address = end
      files.append(address..<address + length)
    }
  }

  /// Length of the PE file at `address`: entry 15 of its table of offsets. nil if there is no such file.
  private static func length<Device: Flash>(in region: FlashRegion<Device>, at address: Int) throws(StoreError) -> Int?
  {
    guard address <= region.size - headerSize else { return nil }
    let header = try onFlash { () throws(FlashError) in try region.read(at: address, count: headerSize) }
    guard header.begins(with: "NFMRK1\0") else { return nil }
    var reader = ByteReader(Bytes(header[0x64...]))
    guard let length = reader.uint32(), length >= headerSize, Int(length) <= region.size - address else { return nil }
    return Int(length)
  }
}

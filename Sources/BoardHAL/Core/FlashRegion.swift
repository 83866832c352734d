// A partition of a flash device, with addresses of its own. Keeps every access inside its bounds.

/// Bytes [offset, offset + size) of a flash device, addressed from 0. The contract is that of `Flash`.
public struct FlashRegion<Device: Flash> {
  public let device: Device
  /// Where the region starts in the device, a multiple of the sector size.
  public let offset: Int
  /// Bytes, a multiple of the sector size.
  public let size: Int

  /// A region of `device`; nil unless it lies within the device on sector borders.
  public init?(_ device: Device, offset: Int, size: Int) {
    let geometry = device.geometry
    guard offset >= 0, size >= 0, offset <= geometry.size, size <= geometry.size - offset,
      offset % geometry.sectorSize == 0, size % geometry.sectorSize == 0
    else { return nil }
    self.device = device
    self.offset = offset
    self.size = size
  }

  /// Geometry of the region: its own size, the device's units.
  public var geometry: FlashGeometry {
    FlashGeometry(size: size, sectorSize: device.geometry.sectorSize, writeUnit: device.geometry.writeUnit)
  }

  public var sectorCount: Int { size / device.geometry.sectorSize }

  public func read(at address: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FlashError) {
    try geometry.checkRange(address, buffer.count)
    try device.read(at: offset + address, into: buffer)
  }

  public func read(at address: Int, count: Int) throws(FlashError) -> [UInt8] {
    try geometry.checkRange(address, count)
    return try device.read(at: offset + address, count: count)
  }

  public func program(at address: Int, _ bytes: UnsafeRawBufferPointer) throws(FlashError) {
    try geometry.checkRange(address, bytes.count)
    try device.program(at: offset + address, bytes)
  }

  public func program(at address: Int, _ bytes: [UInt8]) throws(FlashError) {
    try geometry.checkRange(address, bytes.count)
    try device.program(at: offset + address, bytes)
  }

  public func erase(sectorAt address: Int) throws(FlashError) {
    try geometry.checkRange(address, geometry.sectorSize)
    try device.erase(sectorAt: offset + address)
  }

  public func mapped(at address: Int, count: Int) throws(FlashError) -> UnsafeRawBufferPointer {
    try geometry.checkRange(address, count)
    return try device.mapped(at: offset + address, count: count)
  }
}

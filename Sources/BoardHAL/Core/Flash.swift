// NOR flash: the contract that the store's power safety rests on.

/// Sizes of a flash device, in bytes. Part of the contract: the store lays its records out by them.
public struct FlashGeometry: Sendable, Equatable {
  /// The whole device, a multiple of `sectorSize`.
  public var size: Int
  /// The unit of `erase`: 4,096 on all boards so far.
  public var sectorSize: Int
  /// The unit and alignment of `program`: 4 on all boards so far.
  public var writeUnit: Int

  public init(size: Int, sectorSize: Int, writeUnit: Int) {
    self.size = size
    self.sectorSize = sectorSize
    self.writeUnit = writeUnit
  }
}

/// A NOR flash device.
///
/// Callers may assume
/// - that an erased byte reads 0xFF and that programming clears bits and never sets one;
/// - that an operation which returned is durable: neither a reset nor a power cut undoes it;
/// - that of an operation during which power fails, each unit is old, new or (erase, program) anything between:
///   the rest of the device is untouched;
/// - that after `.powerLost` no operation reaches the device until the next boot;
/// - that a range from `mapped` keeps its address and shows every later `program` and `erase` at once.
///
/// Implementations must
/// - check every range and alignment before they touch the device, and then refuse the whole operation;
/// - refuse to program a bit from 0 to 1 (`.notErased`): on a chip it would silently stay 0.
public protocol Flash: AnyObject {
  var geometry: FlashGeometry { get }

  /// Reads `buffer.count` bytes from `address`. Any alignment.
  func read(at address: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FlashError)

  /// Programs `bytes` at `address`; both the address and the count are multiples of `writeUnit`.
  func program(at address: Int, _ bytes: UnsafeRawBufferPointer) throws(FlashError)

  /// Erases the sector that starts at `address`, a multiple of `sectorSize`.
  func erase(sectorAt address: Int) throws(FlashError)

  /// A read-only view of `count` bytes from `address`, valid for the life of the flash object: PE files run from it.
  func mapped(at address: Int, count: Int) throws(FlashError) -> UnsafeRawBufferPointer
}

/// Why a flash operation was refused or failed. No case carries content of the flash.
public enum FlashError: Error, Sendable, Equatable {
  /// The range [address, address + count) does not lie within `limit` bytes.
  case outOfRange(address: Int, count: Int, limit: Int)
  /// Address or count is not a multiple of `unit`.
  case misaligned(address: Int, count: Int, unit: Int)
  /// Programming would set a cleared bit; `address` is the first such byte.
  case notErased(address: Int)
  /// Power was cut (in tests: after the chosen number of operations). Latches until the next boot.
  case powerLost
  /// The device reported an error of its own, by its own code (errno on Linux).
  case device(code: Int32)

  /// One line for logs and reports.
  public var reason: String {
    switch self {
    case .outOfRange(let address, let count, let limit):
      "flash range \(address)+\(count) is outside of \(limit) bytes"
    case .misaligned(let address, let count, let unit):
      "flash address \(address) or count \(count) is not a multiple of \(unit)"
    case .notErased(let address):
      "flash at \(address) is not erased"
    case .powerLost:
      "flash lost power"
    case .device(let code):
      "flash device error \(code)"
    }
  }
}

extension FlashGeometry {
  /// Throws unless [address, address + count) lies within the device. Safe for any values.
  public func checkRange(_ address: Int, _ count: Int) throws(FlashError) {
    guard address >= 0, count >= 0, address <= size, count <= size - address else {
      throw .outOfRange(address: address, count: count, limit: size)
    }
  }

  /// Throws unless the range lies within the device and both its ends are multiples of `unit`.
  public func checkAligned(_ address: Int, _ count: Int, unit: Int) throws(FlashError) {
    guard address % unit == 0, count % unit == 0 else {
      throw .misaligned(address: address, count: count, unit: unit)
    }
    try checkRange(address, count)
  }
}

extension Flash {
  /// Reads `count` bytes from `address`.
  public func read(at address: Int, count: Int) throws(FlashError) -> [UInt8] {
    try geometry.checkRange(address, count)
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (buffer) throws(FlashError) in
      try read(at: address, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }

  /// Programs an array; see `program(at:_:)`.
  public func program(at address: Int, _ bytes: [UInt8]) throws(FlashError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(FlashError) in
      try program(at: address, UnsafeRawBufferPointer(buffer))
    }
  }
}

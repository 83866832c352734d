// NOR flash in a file: mapped into memory, with the rules of the chip and a count of what wears it out.

import BoardHAL
import Glibc

/// A flash image.
///
/// The image is exactly the flash's bytes; erase counts are kept beside it in `PATH.wear` (one 32-bit count per sector in
/// the host's byte order) and are statistics only: they start anew if that file is lost.
///
/// Operations are durable against the end of this process. Against a crash of the host they are once the kernel has
/// written them, at once with `synchronous`.
public final class FileFlash: Flash {
  public struct Options: Sendable {
    /// Refuse an image that another process has open.
    public var exclusive = true
    /// Write every operation through to the disk before it returns.
    public var synchronous = false

    public init() {}
  }

  public let geometry: FlashGeometry
  private let options: Options
  private let image: MappedFile
  private let wear: MappedFile
  private var powerCut: PowerCut?

  /// Opens an image that exists.
  public init(path: String, geometry: FlashGeometry, options: Options = Options()) throws(LinuxBoardError) {
    guard geometry.sectorSize > 0, geometry.writeUnit > 0, geometry.size > 0,
      geometry.size % geometry.sectorSize == 0, geometry.sectorSize % geometry.writeUnit == 0
    else { throw LinuxBoardError("flash image \(path): impossible geometry \(geometry)") }
    self.geometry = geometry
    self.options = options
    image = try MappedFile(path: path, size: geometry.size, create: false, exclusive: options.exclusive)
    let counts = geometry.size / geometry.sectorSize * MemoryLayout<UInt32>.size
    wear = try MappedFile(path: path + ".wear", size: counts, create: true, exclusive: false)
  }

  /// Makes an erased image, readable by its owner only. Refuses to overwrite a file unless `replacing`, and one that a
  /// board has open in any case.
  public static func create(path: String, geometry: FlashGeometry, replacing: Bool = false) throws(LinuxBoardError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (replacing ? 0 : O_EXCL), 0o600)
    guard descriptor >= 0 else { throw LinuxBoardError("flash image \(path): \(errorText(errno))") }
    defer { close(descriptor) }
    // A board that runs has the file in its memory: truncated, it would fault.
    try MappedFile.lock(descriptor, path)
    guard ftruncate(descriptor, 0) == 0 else { throw LinuxBoardError("flash image \(path): \(errorText(errno))") }
    let erased = [UInt8](repeating: 0xFF, count: 65536)
    var left = max(0, geometry.size)
    while left > 0 {
      let written = Glibc.write(descriptor, erased, min(left, erased.count))
      guard written > 0 else { throw LinuxBoardError("flash image \(path): \(errorText(errno))") }
      left -= written
    }
    if replacing { unlink(path + ".wear") }
  }

  public func read(at address: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FlashError) {
    try geometry.checkRange(address, buffer.count)
    try requirePower()
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: image.readable[address..<address + buffer.count]))
  }

  public func program(at address: Int, _ bytes: UnsafeRawBufferPointer) throws(FlashError) {
    try geometry.checkAligned(address, bytes.count, unit: geometry.writeUnit)
    try requirePower()
    for (index, byte) in bytes.enumerated() where byte & ~image.readable[address + index] != 0 {
      throw .notErased(address: address + index)
    }
    if let torn = tornOperation() {
      tearProgram(at: address, bytes, torn)
      throw .powerLost
    }
    UnsafeMutableRawBufferPointer(rebasing: image.writable[address..<address + bytes.count]).copyMemory(from: bytes)
    try synchronize()
  }

  public func erase(sectorAt address: Int) throws(FlashError) {
    try geometry.checkAligned(address, geometry.sectorSize, unit: geometry.sectorSize)
    try requirePower()
    countErase(of: address / geometry.sectorSize)
    let sector = UnsafeMutableRawBufferPointer(rebasing: image.writable[address..<address + geometry.sectorSize])
    if let torn = tornOperation() {
      tearErase(sector, torn)
      throw .powerLost
    }
    sector.initializeMemory(as: UInt8.self, repeating: 0xFF)
    try synchronize()
  }

  public func mapped(at address: Int, count: Int) throws(FlashError) -> UnsafeRawBufferPointer {
    try geometry.checkRange(address, count)
    try requirePower()
    return UnsafeRawBufferPointer(rebasing: image.readable[address..<address + count])
  }

  /// How often the sector with this index was erased.
  public func eraseCount(ofSector index: Int) -> UInt32 {
    guard index >= 0, index < geometry.size / geometry.sectorSize else { return 0 }
    return wear.readable.load(fromByteOffset: index * MemoryLayout<UInt32>.size, as: UInt32.self)
  }

  /// Cuts the power after `operations` more programs and erases: the next one is left torn, it and all later ones throw
  /// `.powerLost`. Opening the image again is the next boot.
  /// - Parameter seed: chooses how far the torn operation came; equal seeds tear alike.
  public func cutPower(afterOperations operations: Int, seed: UInt64 = 0) {
    powerCut = PowerCut(operationsLeft: operations, seed: seed)
  }

  private func countErase(of sector: Int) {
    let offset = sector * MemoryLayout<UInt32>.size
    let count = wear.readable.load(fromByteOffset: offset, as: UInt32.self)
    wear.writable.storeBytes(of: count == .max ? count : count + 1, toByteOffset: offset, as: UInt32.self)
  }

  private func synchronize() throws(FlashError) {
    guard options.synchronous else { return }
    guard msync(image.writable.baseAddress, image.writable.count, MS_SYNC) == 0 else { throw .device(code: errno) }
  }

  private func requirePower() throws(FlashError) {
    if powerCut?.isOff == true { throw .powerLost }
  }

  /// Counts an operation; the tear to apply if it is the one that power fails in.
  private func tornOperation() -> PowerCut.Tear? {
    powerCut?.countOperation()
  }

  private func tearProgram(at address: Int, _ bytes: UnsafeRawBufferPointer, _ tear: PowerCut.Tear) {
    let units = bytes.count / geometry.writeUnit
    let done = tear.part(of: units) * geometry.writeUnit
    for index in 0..<done { image.writable[address + index] = bytes[index] }
    // Of the unit under way some bits are cleared already.
    for index in done..<min(done + geometry.writeUnit, bytes.count) {
      image.writable[address + index] &= bytes[index] | tear.mask
    }
  }

  private func tearErase(_ sector: UnsafeMutableRawBufferPointer, _ tear: PowerCut.Tear) {
    let done = tear.part(of: sector.count)
    for index in 0..<done { sector[index] = 0xFF }
    for index in done..<sector.count { sector[index] |= tear.mask }
  }
}

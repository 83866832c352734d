// NOR flash in memory: bits only clear, sectors erase, and power can be cut at any operation with a torn last write.

import BoardHAL

final class FakeFlash: Flash {
  let geometry: FlashGeometry
  private let memory: UnsafeMutableRawBufferPointer
  /// Programs and erases that reached the device.
  private(set) var operations = 0
  /// The operation (counted from 0) in which power fails; nil for never.
  var cutAt: Int?
  /// Which part of the torn operation still happens, 0...100 percent.
  var tornPercent = 50
  private(set) var isCut = false

  init(size: Int) {
    geometry = FlashGeometry(size: size, sectorSize: 4_096, writeUnit: 4)
    memory = .allocate(byteCount: size, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0xFF)
  }

  /// A device with the same content and power.
  init(copyOf other: FakeFlash) {
    geometry = other.geometry
    memory = .allocate(byteCount: other.geometry.size, alignment: 16)
    memory.copyMemory(from: UnsafeRawBufferPointer(other.memory))
  }

  deinit { memory.deallocate() }

  var content: [UInt8] { Array(memory) }

  /// Flips bits behind the device's back.
  func damage(at address: Int) { memory[address] ^= 0x55 }

  func read(at address: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FlashError) {
    try geometry.checkRange(address, buffer.count)
    if isCut { throw .powerLost }
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[address..<address + buffer.count]))
  }

  func program(at address: Int, _ bytes: UnsafeRawBufferPointer) throws(FlashError) {
    try geometry.checkAligned(address, bytes.count, unit: geometry.writeUnit)
    if isCut { throw .powerLost }
    for index in 0..<bytes.count where bytes[index] & ~memory[address + index] != 0 {
      throw .notErased(address: address + index)
    }
    let done = beginOperation(bytes.count)
    for index in 0..<done { memory[address + index] = bytes[index] }
    if isCut {
      // The unit at which power failed is anything between old and new.
      if done < bytes.count { memory[address + done] &= bytes[done] | 0xA5 }
      throw .powerLost
    }
  }

  func erase(sectorAt address: Int) throws(FlashError) {
    try geometry.checkAligned(address, geometry.sectorSize, unit: geometry.sectorSize)
    if isCut { throw .powerLost }
    let done = beginOperation(geometry.sectorSize)
    for index in 0..<done { memory[address + index] = 0xFF }
    if isCut { throw .powerLost }
  }

  func mapped(at address: Int, count: Int) throws(FlashError) -> UnsafeRawBufferPointer {
    try geometry.checkRange(address, count)
    return UnsafeRawBufferPointer(rebasing: memory[address..<address + count])
  }

  /// Counts an operation; returns how many of its bytes happen.
  private func beginOperation(_ count: Int) -> Int {
    defer { operations += 1 }
    guard operations == cutAt else { return count }
    isCut = true
    return count * tornPercent / 100
  }
}

/// A hash that is good enough to tell contents apart; what it is called does not matter to the engine.
final class FakeHash: SHA256Hash {
  private var lanes: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03, 1]

  func update(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes {
      for lane in 0..<4 { lanes[lane] = (lanes[lane] ^ UInt64(byte)) &* (0x100_0000_01B3 &+ UInt64(lane * 2)) }
    }
  }

  func finish() -> [UInt8] {
    lanes.flatMap { lane in (0..<8).map { UInt8(truncatingIfNeeded: lane >> ($0 * 8)) } }
  }
}

final class FakeCrypto: Crypto {
  func makeSHA256() -> FakeHash { FakeHash() }

  func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] { sha256(key + message) }
}

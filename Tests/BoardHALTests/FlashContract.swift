// The contract of `Flash`, as far as any implementation can be asked: run it against each.

import BoardHAL
import Testing

/// Checks an erased flash device of at least four sectors.
func expectFlashContract<Device: Flash>(_ flash: Device) throws {
  let geometry = flash.geometry
  let sector = geometry.sectorSize
  #expect(geometry.size % sector == 0 && sector % geometry.writeUnit == 0)
  #expect(try flash.read(at: 0, count: 64).allSatisfy { $0 == 0xFF })

  // What was programmed is read, also through a mapping made before.
  let mapped = try flash.mapped(at: sector, count: sector)
  try flash.program(at: sector, [1, 2, 3, 4, 5, 6, 7, 8])
  #expect(try flash.read(at: sector + 1, count: 4) == [2, 3, 4, 5])
  #expect(Array(mapped.prefix(8)) == [1, 2, 3, 4, 5, 6, 7, 8])

  // Bits clear, and never set.
  try flash.program(at: sector, [1, 2, 3, 0])
  #expect(throws: FlashError.notErased(address: sector + 1)) { try flash.program(at: sector, [1, 3, 3, 0]) }
  #expect(try flash.read(at: sector, count: 4) == [1, 2, 3, 0])

  // A refused operation changes nothing, not even its good part.
  #expect(throws: FlashError.notErased(address: sector + 4)) {
    try flash.program(at: sector, [0, 0, 0, 0, 0xFF, 0, 0, 0])
  }
  #expect(try flash.read(at: sector, count: 4) == [1, 2, 3, 0])

  // Erasing touches one sector.
  try flash.program(at: 2 * sector, [0, 0, 0, 0])
  try flash.erase(sectorAt: sector)
  #expect(mapped.allSatisfy { $0 == 0xFF })
  #expect(try flash.read(at: 2 * sector, count: 4) == [0, 0, 0, 0])

  try expectRangesChecked(flash)
}

private func expectRangesChecked<Device: Flash>(_ flash: Device) throws {
  let (size, sector) = (flash.geometry.size, flash.geometry.sectorSize)
  #expect(try flash.read(at: size, count: 0).isEmpty)
  for (address, count) in [(-1, 1), (size, 1), (size - 1, 2), (.max, 1), (1, Int.max), (.min, 4)] {
    #expect(throws: FlashError.outOfRange(address: address, count: count, limit: size)) {
      try flash.mapped(at: address, count: count)
    }
  }
  #expect(throws: FlashError.outOfRange(address: size - 4, count: 8, limit: size)) {
    try flash.program(at: size - 4, [UInt8](repeating: 0, count: 8))
  }
  #expect(throws: FlashError.misaligned(address: 2, count: 4, unit: 4)) { try flash.program(at: 2, [0, 0, 0, 0]) }
  #expect(throws: FlashError.misaligned(address: 0, count: 3, unit: 4)) { try flash.program(at: 0, [0, 0, 0]) }
  #expect(throws: FlashError.misaligned(address: 4, count: sector, unit: sector)) { try flash.erase(sectorAt: 4) }
  #expect(throws: FlashError.outOfRange(address: size, count: sector, limit: size)) { try flash.erase(sectorAt: size) }
}

import BoardHAL
import BoardHALLinux
import Foundation
import Testing

@Suite struct FileFlashTests {
  private let geometry = FlashGeometry(size: 65_536, sectorSize: 4096, writeUnit: 4)
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/flash"
    try FileFlash.create(path: path, geometry: geometry)
  }

  /// Opens the image without its lock: a child process that another test is just starting would hold that for a moment
  /// after the object is gone.
  private func open() throws -> FileFlash {
    var options = FileFlash.Options()
    options.exclusive = false
    return try FileFlash(path: path, geometry: geometry, options: options)
  }

  @Test func keepsTheContract() throws {
    try expectFlashContract(try open())
  }

  @Test func keepsTheContractWhenSynchronous() throws {
    var options = FileFlash.Options()
    options.synchronous = true
    try expectFlashContract(try FileFlash(path: path, geometry: geometry, options: options))
  }

  @Test func contentSurvivesTheObject() throws {
    do {
      let flash = try open()
      try flash.program(at: 8192, [9, 8, 7, 6])
    }
    let flash = try open()
    #expect(try flash.read(at: 8192, count: 4) == [9, 8, 7, 6])
  }

  @Test func countsErasesOverBoots() throws {
    for _ in 0..<2 {
      let flash = try open()
      try flash.erase(sectorAt: 4096)
      try flash.erase(sectorAt: 4096)
      try flash.erase(sectorAt: 0)
    }
    let flash = try open()
    #expect((0..<3).map { flash.eraseCount(ofSector: $0) } == [2, 4, 0])
    #expect(flash.eraseCount(ofSector: -1) == 0)
    #expect(flash.eraseCount(ofSector: 16) == 0)
  }

  @Test func powerCutLatchesAndLeavesATornWrite() throws {
    let flash = try open()
    flash.cutPower(afterOperations: 2, seed: 1)
    try flash.program(at: 0, [0, 0, 0, 0])
    try flash.erase(sectorAt: 4096)
    let data = [UInt8](repeating: 0x55, count: 1024)
    #expect(throws: FlashError.powerLost) { try flash.program(at: 8192, data) }
    #expect(throws: FlashError.powerLost) { try flash.program(at: 12288, [0, 0, 0, 0]) }
    #expect(throws: FlashError.powerLost) { try flash.erase(sectorAt: 0) }
    #expect(throws: FlashError.powerLost) { try flash.read(at: 0, count: 4) }
    #expect(throws: FlashError.powerLost) { try flash.mapped(at: 0, count: 4) }
  }

  /// Whatever the seed, each unit of a torn program is old, new or between, and nothing else changes.
  @Test(arguments: 0..<64) func tornProgramsStayInsideTheirRange(seed: UInt64) throws {
    let data = (0..<1024).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    do {
      let flash = try open()
      flash.cutPower(afterOperations: 0, seed: seed)
      #expect(throws: FlashError.powerLost) { try flash.program(at: 8192, data) }
    }
    let flash = try open()
    let after = try flash.read(at: 0, count: geometry.size)
    for (index, byte) in after.enumerated() {
      let inside = (8192..<8192 + data.count).contains(index)
      #expect(inside ? byte & data[index - 8192] == data[index - 8192] : byte == 0xFF)
    }
    #expect(Array(after[8192..<8192 + data.count]) != data)
  }

  @Test(arguments: 0..<64) func tornErasesStayInsideTheirSector(seed: UInt64) throws {
    do {
      let flash = try open()
      try flash.program(at: 0, [UInt8](repeating: 0, count: 3 * 4096))
      flash.cutPower(afterOperations: 0, seed: seed)
      #expect(throws: FlashError.powerLost) { try flash.erase(sectorAt: 4096) }
    }
    let flash = try open()
    #expect(try flash.read(at: 0, count: 4096).allSatisfy { $0 == 0 })
    #expect(try flash.read(at: 8192, count: 4096).allSatisfy { $0 == 0 })
  }

  @Test func tearsDifferBySeedAndRepeat() throws {
    func torn(_ seed: UInt64) throws -> [UInt8] {
      try FileFlash.create(path: path, geometry: geometry, replacing: true)
      do {
        let flash = try open()
        flash.cutPower(afterOperations: 0, seed: seed)
        #expect(throws: FlashError.powerLost) { try flash.program(at: 0, [UInt8](repeating: 0, count: 4096)) }
      }
      return try open().read(at: 0, count: 4096)
    }
    let first = try torn(1)
    #expect(try torn(1) == first)
    #expect(Set(try (0..<16).map { try torn($0) }).count > 8)
  }

  @Test func refusesASecondBoardOnTheImage() throws {
    let flash = try FileFlash(path: path, geometry: geometry)
    let error = #expect(throws: LinuxBoardError.self) { try FileFlash(path: path, geometry: geometry) }
    #expect(error?.description.contains("in use") == true)
    var shared = FileFlash.Options()
    shared.exclusive = false
    _ = try FileFlash(path: path, geometry: geometry, options: shared)
    #expect(flash.geometry == geometry)
  }

  @Test func refusesFilesThatAreNoImage() throws {
    #expect(throws: LinuxBoardError.self) { try FileFlash(path: path + ".none", geometry: geometry) }
    #expect(throws: LinuxBoardError.self) { try FileFlash(path: "/dev/null", geometry: geometry) }
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: LinuxBoardError.self) { try FileFlash(path: path, geometry: geometry) }
    #expect(error?.description.contains("has 3 bytes, the board's flash has 65536") == true)
    #expect(throws: LinuxBoardError.self) { try FileFlash.create(path: path, geometry: geometry) }
  }

  @Test func regionsKeepToTheirBounds() throws {
    let flash = try open()
    let region = try #require(FlashRegion(flash, offset: 4096, size: 8192))
    #expect(region.geometry.size == 8192 && region.sectorCount == 2)
    try region.program(at: 4, [1, 2, 3, 4])
    #expect(try flash.read(at: 4100, count: 4) == [1, 2, 3, 4])
    #expect(try region.read(at: 4, count: 4) == [1, 2, 3, 4])
    #expect(Array(try region.mapped(at: 4, count: 2)) == [1, 2])
    try region.erase(sectorAt: 0)
    #expect(try region.read(at: 4, count: 1) == [0xFF])
    for (address, count) in [(8192, 1), (-4, 4), (8189, 4), (Int.max, 4)] {
      let expected = FlashError.outOfRange(address: address, count: count, limit: 8192)
      #expect(throws: expected) { try region.read(at: address, count: count) }
    }
    #expect(throws: FlashError.outOfRange(address: 8192, count: 4096, limit: 8192)) {
      try region.erase(sectorAt: 8192)
    }
    for (offset, size) in [(1, 4096), (0, 4097), (-4096, 4096), (65_536, 4096), (4096, .max)] {
      #expect(FlashRegion(flash, offset: offset, size: size) == nil)
    }
  }
}

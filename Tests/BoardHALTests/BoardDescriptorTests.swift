import BoardHAL
import BoardHALLinux
import Foundation
import Testing

@Suite struct BoardDescriptorTests {
  @Test func knowsTheBoards() {
    #expect(BoardDescriptor.names(in: TestBoard.descriptors) == ["espressif/esp32-devkitc", "linux/host"])
  }

  @Test(arguments: [("linux/host", 4_194_304), ("espressif/esp32-devkitc", 81_920)])
  func loadsEveryBoard(name: String, arena: Int) throws {
    let board = try BoardDescriptor.load(name, from: TestBoard.descriptors)
    #expect(board.name == name)
    #expect(board.arenaSize == arena)
    #expect(board.flash == FlashGeometry(size: 4_194_304, sectorSize: 4096, writeUnit: 4))
    let names = board.partitions.entries.map { String(decoding: $0.name, as: UTF8.self) }
    #expect(names == ["nvs", "phy_init", "factory", "deploy", "config"])
    let deploy = try #require(board.partitions.named("deploy"))
    #expect(deploy.type == 1 && deploy.subtype == 0x84 && deploy.offset == 0x1E0000 && deploy.size == 1_835_008)
    let config = try #require(board.partitions.named("config"))
    #expect(config.subtype == 0x83 && config.offset == 0x3C0000 && config.size == 262_144)
    #expect(board.partitions.named("confi") == nil)
    #expect(board.services.contains("mqtt"))
  }

  @Test func unknownBoardListsTheKnownOnes() {
    let error = #expect(throws: LinuxBoardError.self) {
      try BoardDescriptor.load("linux/../linux/host", from: TestBoard.descriptors)
    }
    #expect(error?.description.contains("espressif/esp32-devkitc, linux/host") == true)
    #expect(throws: LinuxBoardError.self) { try BoardDescriptor.load("linux/host", from: "/nowhere") }
  }

  /// No pin does two things on one board, and none that flash needs is used.
  @Test func pinsOfTheDevKitAreFree() throws {
    let module = try text("modules/esp32-wroom-32e-n4.json")
    let reserved = Set(numbers(after: "\"gpio\"", in: module))
    #expect(reserved == Set(6...11))
    let board = try text("espressif/esp32-devkitc/board.json")
    let chip = Set(numbers(after: "\"gpio\"", in: try text("chips/esp32.json")))
    #expect(chip.count == 34)
    for name in ["tx", "rx", "sda", "scl", "mosi", "miso", "clk", "cs"] {
      for pin in numbers(after: "\"\(name)\"", in: board) {
        #expect(chip.contains(pin) && !reserved.contains(pin), "\(name) \(pin)")
      }
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(TestBoard.descriptors)/\(path)", encoding: .utf8)
  }

  private func numbers(after key: String, in text: String) -> [Int] {
    text.components(separatedBy: "\(key): ").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }
  }

  // MARK: - Bad descriptors

  /// A copy of the descriptors in which one file's text was changed.
  private func load(_ file: String, replacing old: String, with new: String) throws -> BoardDescriptor {
    let temporary = try TemporaryFolder()
    let folder = temporary.path + "/boards"
    try FileManager.default.copyItem(atPath: TestBoard.descriptors, toPath: folder)
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    try #require(text.contains(old))
    try text.replacingOccurrences(of: old, with: new)
      .write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
    return try BoardDescriptor.load("linux/host", from: folder)
  }

  @Test(arguments: [
    ("linux/host/board.json", "\"default\": 4194304", "\"default\": -1", "managedHeap.default"),
    ("linux/host/board.json", "\"default\": 4194304", "\"default\": 1.5", "integers"),
    ("linux/host/board.json", "\"tier\": 1", "\"colour\": 1", "\"colour\" is no field of a board"),
    (
      "linux/host/board.json", "\"fs\": \"records\", \"source\"", "\"fs\": \"records\", \"origin\"", "with a \"source\""
    ),
    ("linux/host/board.json", "{\n", "[\n", "not JSON"),
    ("linux/host/board.json", "\"linux-process\"", "\"other\"", "modules/other.json cannot be read"),
    ("linux/host/board.json", "\"linux-process\"", "\"../linux-process\"", "\"module\" must be a text"),
    ("modules/linux-process.json", "\"chip\": \"linux\",", "", "\"chip\" is missing"),
    ("modules/linux-process.json", "4194304", "4194305", "do not divide"),
    ("modules/linux-process.json", "4194304", "2097152", "outside of the flash of 2097152"),
    ("linux/host/partitions.csv", "0x3C0000", "0x390000", "partition config"),
    ("linux/host/partitions.csv", "0x3C0000", "0x3A0100", "sector border"),
    ("linux/host/partitions.csv", "phy_init", "nvs", "partition nvs is there twice"),
    ("linux/host/partitions.csv", "256K", "many", "size many is no number"),
    ("linux/host/partitions.csv", "256K", "4294967295M", "is no number"),
    ("linux/host/partitions.csv", "config, ", "a-name-of-17-byte, ", "1 to 16 bytes"),
    ("linux/host/partitions.csv", "littlefs,", "stones,", "subtype stones is unknown"),
    ("linux/host/partitions.csv", "config,   data,", "config,", "expected name, type, subtype"),
  ]) func refusesBadDescriptors(file: String, old: String, new: String, message: String) throws {
    let error = #expect(throws: LinuxBoardError.self) { try load(file, replacing: old, with: new) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func emptyOffsetsFollowTheRowBefore() throws {
    let board = try load("linux/host/partitions.csv", replacing: "0x3C0000", with: "")
    #expect(board.partitions.named("config")?.offset == 0x3A0000)
  }
}

// Board descriptors: the data under boards/, in three layers, and what the engine and the tools need of it.

import BoardHAL
import Foundation

/// A board as its descriptor states it: chip, overlaid by module, overlaid by board.
///
/// Layout of the folder: `chips/NAME.json`, `modules/NAME.json`, and for each board `VENDOR/NAME/board.json` with
/// `partitions.csv` beside it. docs/boards.md lists the fields.
public struct BoardDescriptor: Sendable {
  /// `vendor/board`, as the user writes it.
  public let name: String
  public let fullName: String
  public let chip: String
  public let module: String
  /// Bytes for the managed runtime's arena.
  public let arenaSize: Int
  /// Whether the arena's size was measured on the hardware.
  public let arenaMeasured: Bool
  public let flash: FlashGeometry
  public let partitions: PartitionTable
  /// Names of the HAL's services that this port really has.
  public let services: [String]

  /// Loads a board.
  /// - Parameters:
  ///   - name: `vendor/board`.
  ///   - directory: the folder `boards/`.
  public static func load(_ name: String, from directory: String) throws(LinuxBoardError) -> BoardDescriptor {
    let known = names(in: directory)
    guard known.contains(name) else {
      let list = known.isEmpty ? "there is none in \(directory)" : "known boards: \(known.joined(separator: ", "))"
      throw LinuxBoardError("unknown board \"\(name)\"; \(list)")
    }
    let folder = "\(directory)/\(name)"
    let board = try DescriptorLayer(path: "\(folder)/board.json", level: .board)
    guard try board.text("name") == name else {
      throw LinuxBoardError("\(folder)/board.json: \"name\" must be \"\(name)\"")
    }
    let moduleName = try board.text("module")
    let module = try DescriptorLayer(path: "\(directory)/modules/\(moduleName).json", level: .module)
    let chipName = try module.text("chip")
    let chip = try DescriptorLayer(path: "\(directory)/chips/\(chipName).json", level: .chip)
    let whole = chip.overlaid(by: module).overlaid(by: board)
    return try BoardDescriptor(whole, name: name, module: moduleName, chip: chipName, folder: folder)
  }

  private init(
    _ whole: DescriptorLayer, name: String, module: String, chip: String, folder: String
  ) throws(LinuxBoardError) {
    self.name = name
    self.module = module
    self.chip = chip
    fullName = try whole.text("fullName")
    arenaSize = try whole.positive("managedHeap", "default")
    arenaMeasured = whole.flag("managedHeap", "measured") ?? false
    let geometry = FlashGeometry(
      size: try whole.positive("flash", "size"), sectorSize: try whole.positive("flash", "sectorSize"),
      writeUnit: try whole.positive("flash", "writeSize"))
    guard geometry.size % geometry.sectorSize == 0, geometry.sectorSize % geometry.writeUnit == 0 else {
      throw LinuxBoardError("\(folder): flash size, sector size and write unit do not divide each other")
    }
    flash = geometry
    services = whole.texts("supported", "services")
    let path = "\(folder)/partitions.csv"
    do throws(LinuxBoardError) {
      let text = try DescriptorLayer.read(path)
      // The partition table itself takes one sector.
      let first = whole.integer("flash", "partitionTable").map { $0 + geometry.sectorSize }
      let rows = try PartitionCSV.parse(
        String(decoding: text, as: UTF8.self), firstOffset: first ?? 0, sectorSize: geometry.sectorSize)
      partitions = try Self.table(rows, in: geometry)
    } catch {
      throw LinuxBoardError("\(path): \(error)")
    }
  }

  private static func table(_ rows: [Partition], in geometry: FlashGeometry) throws(LinuxBoardError) -> PartitionTable {
    do throws(PartitionError) {
      return try PartitionTable(rows, in: geometry)
    } catch {
      throw LinuxBoardError(error.reason)
    }
  }

  /// The boards in a descriptor folder, sorted.
  public static func names(in directory: String) -> [String] {
    let files = FileManager.default
    var names: [String] = []
    for vendor in (try? files.contentsOfDirectory(atPath: directory)) ?? [] {
      for board in (try? files.contentsOfDirectory(atPath: "\(directory)/\(vendor)")) ?? []
      where files.fileExists(atPath: "\(directory)/\(vendor)/\(board)/board.json") {
        names.append("\(vendor)/\(board)")
      }
    }
    return names.sorted()
  }
}

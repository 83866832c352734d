// Reads ESP-IDF's partition table text (the input of gen_esp32part.py).

import BoardHAL
import Foundation

/// Rows `name, type, subtype, offset, size[, flags]`; `#` begins a comment.
///
/// Numbers are decimal or `0x` hexadecimal, sizes may end in K or M. An empty offset means: right after the row before,
/// on the next border that ESP-IDF demands (64 KB for apps, a sector for data).
enum PartitionCSV {
  private static let appAlignment = 0x10000
  private static let types: [String: UInt8] = ["app": 0, "data": 1]
  private static let appSubtypes: [String: UInt8] = ["factory": 0x00, "test": 0x20]
  private static let dataSubtypes: [String: UInt8] = [
    "ota": 0x00, "phy": 0x01, "nvs": 0x02, "coredump": 0x03, "nvs_keys": 0x04, "efuse": 0x05, "undefined": 0x06,
    "fat": 0x81, "spiffs": 0x82, "littlefs": 0x83,
  ]
  /// ESP-IDF's limit for a name.
  private static let maximumName = 16

  /// - Parameters:
  ///   - firstOffset: where a first row without an offset begins: behind the partition table.
  static func parse(_ text: String, firstOffset: Int, sectorSize: Int) throws(LinuxBoardError) -> [Partition] {
    var partitions: [Partition] = []
    var next = firstOffset
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      if content.isEmpty { continue }
      do throws(LinuxBoardError) {
        let partition = try row(content, next: next, sectorSize: sectorSize)
        partitions.append(partition)
        next = partition.offset + partition.size
      } catch {
        throw LinuxBoardError("line \(index + 1): \(error)")
      }
    }
    return partitions
  }

  private static func row(_ content: String, next: Int, sectorSize: Int) throws(LinuxBoardError) -> Partition {
    let fields = content.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard fields.count >= 5 else { throw LinuxBoardError("expected name, type, subtype, offset, size, got \(content)") }
    let name = fields[0]
    guard !name.isEmpty, name.utf8.count <= maximumName else {
      throw LinuxBoardError("a partition's name has 1 to \(maximumName) bytes, got \"\(name)\"")
    }
    guard let type = types[fields[1]] ?? number(fields[1]).flatMap({ UInt8(exactly: $0) }) else {
      throw LinuxBoardError("type \(fields[1]) is unknown")
    }
    let subtypes = type == 0 ? appSubtypes : dataSubtypes
    guard let subtype = subtypes[fields[2]] ?? number(fields[2]).flatMap({ UInt8(exactly: $0) }) else {
      throw LinuxBoardError("subtype \(fields[2]) is unknown")
    }
    guard let size = number(fields[4]) else { throw LinuxBoardError("size \(fields[4]) is no number") }
    let border = type == 0 ? appAlignment : sectorSize
    guard let offset = fields[3].isEmpty ? (next + border - 1) / border * border : number(fields[3]) else {
      throw LinuxBoardError("offset \(fields[3]) is no number")
    }
    return Partition(name: [UInt8](name.utf8), type: type, subtype: subtype, offset: offset, size: size)
  }

  /// At most 32 bits, as on the chip.
  private static func number(_ text: String) -> Int? {
    var digits = text[...]
    var unit = 1
    if digits.hasSuffix("K") || digits.hasSuffix("k") { unit = 1024 }
    if digits.hasSuffix("M") || digits.hasSuffix("m") { unit = 1024 * 1024 }
    if unit > 1 { digits = digits.dropLast() }
    let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
    let value = isHexadecimal ? UInt32(digits.dropFirst(2), radix: 16) : UInt32(digits, radix: 10)
    guard let value else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: UInt32(unit))
    return overflow ? nil : Int(product)
  }
}

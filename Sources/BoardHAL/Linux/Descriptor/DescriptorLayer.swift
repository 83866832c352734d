// One JSON file of a board descriptor: its schema, and how layers lie over each other.

import Foundation

/// A JSON object of named texts and of blocks, each of which states its source.
struct DescriptorLayer {
  enum Level: String {
    case chip
    case module
    case board
  }

  /// JSON without null and fractions, which have no meaning here.
  private enum Value: Decodable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Value])
    case block([String: Value])

    init(from decoder: any Decoder) throws {
      if let list = try? [Value](from: decoder) {
        self = .list(list)
      } else if let block = try? [String: Value](from: decoder) {
        self = .block(block)
      } else {
        let plain = try decoder.singleValueContainer()
        if let flag = try? plain.decode(Bool.self) {
          self = .flag(flag)
        } else if let number = try? plain.decode(Int.self) {
          self = .number(number)
        } else {
          self = .text(try plain.decode(String.self))
        }
      }
    }
  }

  /// Fields with a plain value.
  private static let plain: [Level: Set<String>] = [
    .chip: ["name", "fullName", "vendor"],
    .module: ["name", "fullName", "vendor", "chip"],
    .board: ["name", "fullName", "vendor", "module", "tier"],
  ]
  private static let required: [Level: [String]] = [
    .chip: ["name", "fullName", "flash"],
    .module: ["name", "fullName", "chip", "flash"],
    .board: ["name", "fullName", "module", "managedHeap", "storage", "supported"],
  ]
  private static let blocks: Set<String> = [
    "cpu", "memory", "flash", "radios", "peripherals", "sleep", "pins", "managedHeap", "native", "storage", "buses",
    "leds", "buttons", "supported",
  ]

  private let path: String
  private var fields: [String: Value]

  init(path: String, level: Level) throws(LinuxBoardError) {
    self.path = path
    let bytes = try Self.read(path)
    guard (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil else {
      throw LinuxBoardError("\(path) is not JSON")
    }
    guard case .block(let fields) = try? JSONDecoder().decode(Value.self, from: Data(bytes)) else {
      throw LinuxBoardError("\(path): expected an object of texts, integers, booleans, lists and objects")
    }
    self.fields = fields
    try check(level)
  }

  static func read(_ path: String) throws(LinuxBoardError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LinuxBoardError("\(path) cannot be read")
    }
    return [UInt8](data)
  }

  private func check(_ level: Level) throws(LinuxBoardError) {
    for key in Self.required[level] ?? [] where fields[key] == nil {
      throw LinuxBoardError("\(path): \"\(key)\" is missing")
    }
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      if Self.plain[level]?.contains(key) == true {
        if case .block = value { throw LinuxBoardError("\(path): \"\(key)\" must be a plain value") }
        continue
      }
      guard Self.blocks.contains(key) else {
        throw LinuxBoardError("\(path): \"\(key)\" is no field of a \(level.rawValue)")
      }
      guard case .block(let block) = value, case .text = block["source"] else {
        throw LinuxBoardError("\(path): \"\(key)\" must be an object with a \"source\"")
      }
    }
  }

  /// This layer with another one over it: blocks are merged field by field, anything else is replaced.
  func overlaid(by upper: DescriptorLayer) -> DescriptorLayer {
    var result = upper
    result.fields = fields.merging(upper.fields) { lower, upper in
      if case .block(let below) = lower, case .block(let above) = upper {
        return .block(below.merging(above) { $1 })
      }
      return upper
    }
    return result
  }

  func text(_ key: String) throws(LinuxBoardError) -> String {
    guard case .text(let text) = fields[key], !text.isEmpty, !text.contains("..") else {
      throw LinuxBoardError("\(path): \"\(key)\" must be a text")
    }
    return text
  }

  func integer(_ block: String, _ key: String) -> Int? {
    if case .number(let number) = value(block, key) { number } else { nil }
  }

  func flag(_ block: String, _ key: String) -> Bool? {
    if case .flag(let flag) = value(block, key) { flag } else { nil }
  }

  func texts(_ block: String, _ key: String) -> [String] {
    guard case .list(let list) = value(block, key) else { return [] }
    return list.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// A size in bytes: more than 0 and within 32 bits, as on the chip.
  func positive(_ block: String, _ key: String) throws(LinuxBoardError) -> Int {
    guard let number = integer(block, key), number > 0, number <= UInt32.max else {
      throw LinuxBoardError("\(path): \(block).\(key) must be a positive 32-bit integer")
    }
    return number
  }

  private func value(_ block: String, _ key: String) -> Value? {
    if case .block(let fields) = fields[block] { fields[key] } else { nil }
  }
}

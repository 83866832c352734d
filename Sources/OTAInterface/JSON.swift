// The JSON value (RFC 8259) that twin documents, desired and reported properties and REST bodies are made of.
// Objects keep the order of their members; strings are UTF-8 bytes; integers that fit are kept exactly.

/// A JSON value.
public enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number written without fraction and exponent that fits 64 bits.
  case int(Int64)
  /// Any other number; always finite when it came from the reader.
  case double(Double)
  /// UTF-8 text.
  case string(Bytes)
  case array([JSON])
  case object(JSONObject)

  /// A string value.
  public static func text(_ text: String) -> JSON { .string(Array(text.utf8)) }

  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  public var boolValue: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  /// The integer; a double with an integral value that fits counts as one (some writers put 5 as 5.0).
  public var intValue: Int64? {
    switch self {
    case .int(let value): return value
    case .double(let value):
      guard value >= -0x1p63, value < 0x1p63 else { return nil }
      let integer = Int64(value)
      return Double(integer) == value ? integer : nil
    default: return nil
    }
  }

  public var doubleValue: Double? {
    switch self {
    case .int(let value): return Double(value)
    case .double(let value): return value
    default: return nil
    }
  }

  public var stringValue: Bytes? {
    if case .string(let value) = self { return value }
    return nil
  }

  public var arrayValue: [JSON]? {
    if case .array(let value) = self { return value }
    return nil
  }

  public var objectValue: JSONObject? {
    if case .object(let value) = self { return value }
    return nil
  }

  /// The member of an object, or nil if this is no object or has no such member.
  public subscript(_ key: StaticString) -> JSON? { objectValue?[key] }

  /// The member of an object, or nil if this is no object or has no such member.
  public subscript(_ key: Bytes) -> JSON? { objectValue?[key] }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: StaticString) { self = .string(Bytes(value)) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// A later member replaces an earlier one of the same name.
  public init(dictionaryLiteral elements: (StaticString, JSON)...) {
    var object = JSONObject()
    for (key, value) in elements { object[Bytes(key)] = value }
    self = .object(object)
  }
}

/// The members of a JSON object, in order; names are unique.
/// Lookup is linear: the documents here are small (a twin section has at most 32 KB, H-24).
public struct JSONObject: Sendable {
  public struct Member: Equatable, Sendable {
    public let key: Bytes
    public fileprivate(set) var value: JSON
  }

  public private(set) var members: [Member] = []

  public init() {}

  public var isEmpty: Bool { members.isEmpty }
  public var count: Int { members.count }

  /// Reads, sets (at its old place, or at the end) or, with nil, removes a member.
  public subscript(_ key: Bytes) -> JSON? {
    get {
      for member in members where member.key == key { return member.value }
      return nil
    }
    set {
      let position = members.firstIndex { $0.key == key }
      switch (position, newValue) {
      case (.some(let index), .some(let value)): members[index].value = value
      case (.some(let index), .none): members.remove(at: index)
      case (.none, .some(let value)): members.append(Member(key: key, value: value))
      case (.none, .none): break
      }
    }
  }

  public subscript(_ key: StaticString) -> JSON? {
    get { self[Bytes(key)] }
    set { self[Bytes(key)] = newValue }
  }

  /// Applies a twin patch: objects merge member by member, `null` deletes, anything else (arrays too) replaces
  /// (H-21, H-22, H-25; RFC 7396).
  public mutating func merge(_ patch: JSONObject) {
    for member in patch.members {
      switch member.value {
      case .null:
        self[member.key] = nil
      case .object(let inner):
        var target = self[member.key]?.objectValue ?? JSONObject()
        target.merge(inner)
        self[member.key] = .object(target)
      default:
        self[member.key] = member.value
      }
    }
  }

  /// Adds a member known not to be there yet; the reader has checked.
  mutating func appendUnique(_ key: Bytes, _ value: JSON) {
    members.append(Member(key: key, value: value))
  }
}

extension JSONObject: Equatable {
  /// Equal if they have the same members, in whatever order (RFC 8259, section 4: objects are unordered).
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    for member in left.members where right[member.key] != member.value { return false }
    return true
  }
}

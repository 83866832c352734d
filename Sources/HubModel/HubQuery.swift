// The query language of R-05, as far as tools for a handful of boards need it:
// SELECT * FROM devices [WHERE condition], with comparisons, IN, AND, OR, NOT, parentheses and is_defined().

import OTAInterface

/// A parsed query.
public struct HubQuery: Sendable {
  indirect enum Condition: Sendable {
    case compare([Bytes], Comparison, JSON)
    case isIn([Bytes], [JSON])
    case isDefined([Bytes])
    case and(Condition, Condition)
    case or(Condition, Condition)
    case not(Condition)
  }

  enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

  private let condition: Condition?

  /// Reads a query.
  public init(_ text: Bytes) throws(HubError) {
    var parser = QueryParser(tokens: try QueryParser.tokens(of: text))
    try parser.expect("select")
    try parser.expect("*")
    try parser.expect("from")
    try parser.expect("devices")
    condition = parser.accept("where") ? try parser.disjunction(depth: 0) : nil
    guard parser.isAtEnd else { throw parser.unexpected("the end of the query, AND or OR") }
  }

  /// Whether a twin, as the service sees it, meets the query.
  func matches(_ twin: JSON) -> Bool { condition?.holds(for: twin) ?? true }
}

extension HubQuery.Condition {
  func holds(for twin: JSON) -> Bool {
    switch self {
    case .compare(let path, let comparison, let literal):
      guard let value = lookUp(path, in: twin) else { return false }
      return comparison.holds(value, literal)
    case .isIn(let path, let literals):
      guard let value = lookUp(path, in: twin) else { return false }
      return literals.contains { HubQuery.Comparison.equal.holds(value, $0) }
    case .isDefined(let path): return lookUp(path, in: twin) != nil
    case .and(let left, let right): return left.holds(for: twin) && right.holds(for: twin)
    case .or(let left, let right): return left.holds(for: twin) || right.holds(for: twin)
    case .not(let inner): return !inner.holds(for: twin)
    }
  }

  private func lookUp(_ path: [Bytes], in twin: JSON) -> JSON? {
    var value = twin
    for name in path {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value
  }
}

extension HubQuery.Comparison {
  /// Values of different types are unequal and have no order.
  func holds(_ left: JSON, _ right: JSON) -> Bool {
    if let left = left.doubleValue, let right = right.doubleValue {
      return holds(less: left < right, equal: left == right)
    }
    if let left = left.stringValue, let right = right.stringValue {
      return holds(less: left.lexicographicallyPrecedes(right), equal: left == right)
    }
    switch self {
    case .equal: return left == right
    case .notEqual: return left != right
    default: return false
    }
  }

  private func holds(less: Bool, equal: Bool) -> Bool {
    switch self {
    case .equal: equal
    case .notEqual: !equal
    case .less: less
    case .lessOrEqual: less || equal
    case .greater: !less && !equal
    case .greaterOrEqual: !less
    }
  }
}

private struct QueryParser {
  enum Token: Equatable {
    /// A name, keyword or number, as written.
    case word(Bytes)
    case string(Bytes)
    case symbol(Bytes)

    var text: String {
      switch self {
      case .word(let bytes), .symbol(let bytes): "'\(bytes.text)'"
      case .string: "a string"
      }
    }
  }

  let tokens: [Token]
  var position = 0

  init(tokens: [Token]) { self.tokens = tokens }

  var isAtEnd: Bool { position == tokens.count }
  private var current: Token? { position < tokens.count ? tokens[position] : nil }

  func unexpected(_ expected: String) -> HubError {
    .invalidArgument("query: expected \(expected), got \(current?.text ?? "the end")")
  }

  static func tokens(of text: Bytes) throws(HubError) -> [Token] {
    guard text.count <= 16_384 else { throw .invalidArgument("query: longer than 16384 bytes") }
    var tokens: [Token] = []
    var index = 0
    while index < text.count {
      let start = index
      switch text[index] {
      case 0x09, 0x0A, 0x0D, 0x20:
        index += 1
      case 0x27, 0x22:
        let quote = text[index]
        index += 1
        while index < text.count, text[index] != quote { index += 1 }
        guard index < text.count else { throw .invalidArgument("query: the string at byte \(start) has no end") }
        tokens.append(.string(Bytes(text[(start + 1)..<index])))
        index += 1
      case 0x21, 0x3C, 0x3D, 0x3E:
        index += 1
        if index < text.count, text[index] == 0x3D || text[index] == 0x3E { index += 1 }
        tokens.append(.symbol(Bytes(text[start..<index])))
      case 0x28, 0x29, 0x2A, 0x2C, 0x5B, 0x5D:
        index += 1
        tokens.append(.symbol([text[start]]))
      default:
        while index < text.count, isWordByte(text[index]) { index += 1 }
        guard index > start else { throw .invalidArgument("query: unexpected character at byte \(start)") }
        tokens.append(.word(Bytes(text[start..<index])))
      }
    }
    return tokens
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x24, 0x2D, 0x2E, 0x5F, 0x80...0xFF: true
    default: false
    }
  }

  /// Skips a keyword (in any case) or a symbol, if it is next.
  mutating func accept(_ expected: StaticString) -> Bool {
    switch current {
    case .word(let bytes) where bytes.asciiLowercased.equals(expected): break
    case .symbol(let bytes) where bytes.equals(expected): break
    default: return false
    }
    position += 1
    return true
  }

  mutating func expect(_ expected: StaticString) throws(HubError) {
    guard accept(expected) else { throw unexpected("'\(expected)'") }
  }

  mutating func disjunction(depth: Int) throws(HubError) -> HubQuery.Condition {
    var left = try conjunction(depth: depth)
    while accept("or") { left = .or(left, try conjunction(depth: depth)) }
    return left
  }

  private mutating func conjunction(depth: Int) throws(HubError) -> HubQuery.Condition {
    var left = try term(depth: depth)
    while accept("and") { left = .and(left, try term(depth: depth)) }
    return left
  }

  private mutating func term(depth: Int) throws(HubError) -> HubQuery.Condition {
    guard depth < 32 else { throw .invalidArgument("query: nested deeper than 32") }
    if accept("not") { return .not(try term(depth: depth + 1)) }
    if accept("(") {
      let inner = try disjunction(depth: depth + 1)
      try expect(")")
      return inner
    }
    if accept("is_defined") {
      try expect("(")
      let path = try path()
      try expect(")")
      return .isDefined(path)
    }
    let path = try path()
    if accept("in") { return .isIn(path, try list()) }
    return .compare(path, try comparison(), try literal())
  }

  /// `deviceId`, `tags.place.floor`, `properties.reported.x`, also with `devices.` or `c.` in front.
  private mutating func path() throws(HubError) -> [Bytes] {
    guard case .word(let word) = current else { throw unexpected("a property") }
    var path = word[...].parts(separatedBy: 0x2E).map { Bytes($0) }
    guard path.allSatisfy({ !$0.isEmpty }) else { throw unexpected("a property") }
    if path.count > 1, path[0].equals("devices") || path[0].equals("c") { path.removeFirst() }
    position += 1
    return path
  }

  private mutating func comparison() throws(HubError) -> HubQuery.Comparison {
    if accept("=") { return .equal }
    if accept("!=") || accept("<>") { return .notEqual }
    if accept("<") { return .less }
    if accept("<=") { return .lessOrEqual }
    if accept(">") { return .greater }
    if accept(">=") { return .greaterOrEqual }
    throw unexpected("a comparison")
  }

  private mutating func list() throws(HubError) -> [JSON] {
    try expect("[")
    var values = [try literal()]
    while accept(",") { values.append(try literal()) }
    try expect("]")
    return values
  }

  private mutating func literal() throws(HubError) -> JSON {
    switch current {
    case .string(let text):
      position += 1
      return .string(text)
    case .word(let word):
      guard let value = try? JSON.parse(word.asciiLowercased) else {
        throw unexpected("a string, number or truth value")
      }
      position += 1
      return value
    default: throw unexpected("a string, number or truth value")
    }
  }
}

extension Hub {
  /// One page of the twins that meet a query, in the order of their ids.
  /// - Parameter after: the continuation of the page before.
  public func twins(
    matching query: HubQuery, after: String?, limit: Int
  ) -> (twins: [JSON], continuation: String?) {
    var page: [JSON] = []
    var last = ""
    for id in deviceIds {
      if let after, id <= after { continue }
      guard let device = devices[id] else { continue }
      let view = device.twinView(connected: isConnected(id))
      guard query.matches(view) else { continue }
      if page.count == limit { return (page, last) }
      page.append(view)
      last = id
    }
    return (page, nil)
  }
}

// The property bag at the end of telemetry and cloud-to-device topics: `k=v&k2=v2`, percent-coded (H-13, A-10).

/// Message properties in order. Names may repeat; the hub's system properties have names that begin with `$.`.
public struct PropertyBag: Equatable, Sendable {
  public struct Property: Equatable, Sendable {
    public var name: Bytes
    /// nil for a name without `=`; empty for a name with `=` and nothing behind it (H-13).
    public var value: Bytes?

    public init(name: Bytes, value: Bytes?) {
      self.name = name
      self.value = value
    }
  }

  public var properties: [Property] = []

  public init() {}

  public var isEmpty: Bool { properties.isEmpty }

  /// The value of the first property of that name; nil if there is none or it has no value.
  public subscript(_ name: StaticString) -> Bytes? {
    for property in properties where property.name.equals(name) { return property.value }
    return nil
  }

  public mutating func append(_ name: Bytes, _ value: Bytes?) {
    properties.append(Property(name: name, value: value))
  }

  /// Reads a bag. It may begin with `?` or `/?`; names may write `$` plain or as `%24`; `+` is a space, since the
  /// nanoFramework client writes it so and every other one writes a plus as `%2B`. nil if a percent-code is malformed.
  public static func parse(_ text: ArraySlice<UInt8>) -> PropertyBag? {
    var rest = text
    if rest.begins(with: "/?") { rest = rest.dropFirst(2) } else if rest.begins(with: "?") { rest = rest.dropFirst() }
    if rest.last == 0x2F { rest = rest.dropLast() }
    var bag = PropertyBag()
    for part in rest.parts(separatedBy: 0x26) where !part.isEmpty {
      let equals = part.firstIndex(of: 0x3D)
      guard let name = percentDecode(part[part.startIndex..<(equals ?? part.endIndex)], plusIsSpace: true) else {
        return nil
      }
      guard let equals else {
        bag.append(name, nil)
        continue
      }
      guard let value = percentDecode(part[(equals + 1)...], plusIsSpace: true) else { return nil }
      bag.append(name, value)
    }
    return bag
  }

  /// The bag as it stands in a topic; the `$` of system properties is written plain, as the hub documents it.
  public func encoded() -> Bytes {
    var output: Bytes = []
    for property in properties {
      if !output.isEmpty { output.append(0x26) }
      if property.name.begins(with: "$.") {
        output.append("$.")
        output += percentEncode(Bytes(property.name.dropFirst(2)))
      } else {
        output += percentEncode(property.name)
      }
      guard let value = property.value else { continue }
      output.append(0x3D)
      output += percentEncode(value)
    }
    return output
  }
}

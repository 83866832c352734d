// Writes JSON values in the shortest form: no white space, members in their order.

extension JSON {
  /// The document as UTF-8 bytes. Strings are written as they are, with only what RFC 8259 requires escaped; a
  /// double that is not finite, which JSON cannot express, is written as null.
  public func encoded() -> Bytes {
    var output: Bytes = []
    write(to: &output)
    return output
  }

  /// Appends the document to `output`.
  public func write(to output: inout Bytes) {
    switch self {
    case .null: output.append("null")
    case .bool(let value): output.append(value ? "true" : "false")
    case .int(let value): output.append(decimal: value)
    case .double(let value):
      if value.isFinite { output.append(contentsOf: "\(value)".utf8) } else { output.append("null") }
    case .string(let value): JSON.writeString(value, to: &output)
    case .array(let elements):
      output.append(0x5B)
      for index in elements.indices {
        if index > 0 { output.append(0x2C) }
        elements[index].write(to: &output)
      }
      output.append(0x5D)
    case .object(let object): object.write(to: &output)
    }
  }

  static func writeString(_ text: Bytes, to output: inout Bytes) {
    output.append(0x22)
    for byte in text {
      switch byte {
      case 0x22, 0x5C: output += [0x5C, byte]
      case 0x0A: output.append("\\n")
      case 0x0D: output.append("\\r")
      case 0x09: output.append("\\t")
      case 0x00...0x1F:
        output.append("\\u00")
        output += [upperHexDigit(byte >> 4), upperHexDigit(byte & 15)]
      default: output.append(byte)
      }
    }
    output.append(0x22)
  }
}

extension JSONObject {
  /// The object as a document.
  public func encoded() -> Bytes {
    var output: Bytes = []
    write(to: &output)
    return output
  }

  func write(to output: inout Bytes) {
    output.append(0x7B)
    for index in members.indices {
      if index > 0 { output.append(0x2C) }
      JSON.writeString(members[index].key, to: &output)
      output.append(0x3A)
      members[index].value.write(to: &output)
    }
    output.append(0x7D)
  }
}

// JSON as people like to read it.

import OTAInterface

extension JSON {
  /// The document with a line for each member and element, indented by two spaces.
  func indented(_ margin: String = "") -> String {
    let inner = margin + "  "
    switch self {
    case .array(let elements) where !elements.isEmpty:
      return "[\n" + elements.map { inner + $0.indented(inner) }.joined(separator: ",\n") + "\n\(margin)]"
    case .object(let object) where !object.isEmpty:
      let members = object.members.map { member in
        "\(inner)\(JSON.string(member.key).encoded().text): \(member.value.indented(inner))"
      }
      return "{\n" + members.joined(separator: ",\n") + "\n\(margin)}"
    default: return encoded().text
    }
  }
}

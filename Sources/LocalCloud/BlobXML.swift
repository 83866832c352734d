// The XML of the blob store: listings out, block lists in.

import Foundation
import OTAInterface

func escapeXML(_ text: String) -> String {
  var escaped = ""
  for character in text {
    switch character {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    default: escaped.append(character)
    }
  }
  return escaped
}

func listContainersXML(_ names: [String]) -> String {
  let items = names.map { "<Container><Name>\(escapeXML($0))</Name><Properties></Properties></Container>" }
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Containers>" + items.joined()
    + "</Containers><NextMarker /></EnumerationResults>"
}

/// One page of a container's listing, with `prefix`, `delimiter`, `marker` and `maxresults`.
struct BlobListPage {
  let xml: String

  init(container: String, query: [String: String], blobs: [BlobInfo]) {
    let prefix = query["prefix"] ?? ""
    let delimiter = query["delimiter"] ?? ""
    let limit = min(max(query["maxresults"].flatMap { Int($0) } ?? 5_000, 1), 5_000)
    var items: [String] = []
    var next = ""
    var lastPrefix = ""
    for blob in blobs where blob.name.hasPrefix(prefix) {
      if let marker = query["marker"], !marker.isEmpty, blob.name < marker { continue }
      if !lastPrefix.isEmpty, blob.name.hasPrefix(lastPrefix) { continue }
      if items.count == limit {
        next = blob.name
        break
      }
      let rest = blob.name.dropFirst(prefix.count)
      if !delimiter.isEmpty, let end = rest.range(of: delimiter)?.upperBound {
        lastPrefix = prefix + rest[..<end]
        items.append("<BlobPrefix><Name>\(escapeXML(lastPrefix))</Name></BlobPrefix>")
      } else {
        items.append(BlobListPage.item(blob))
      }
    }
    xml =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"\(escapeXML(container))\">"
      + "<Prefix>\(escapeXML(prefix))</Prefix><Blobs>" + items.joined()
      + "</Blobs><NextMarker>\(escapeXML(next))</NextMarker></EnumerationResults>"
  }

  private static func item(_ blob: BlobInfo) -> String {
    let type = blob.headers["Content-Type"] ?? "application/octet-stream"
    return
      "<Blob><Name>\(escapeXML(blob.name))</Name><Properties><Creation-Time>\(httpTime(blob.created))</Creation-Time>"
      + "<Last-Modified>\(httpTime(blob.modified))</Last-Modified><Etag>\(escapeXML(blob.etag))</Etag>"
      + "<Content-Length>\(blob.size)</Content-Length><Content-Type>\(escapeXML(type))</Content-Type>"
      + (blob.md5.map { "<Content-MD5>\(escapeXML($0))</Content-MD5>" } ?? "")
      + "<BlobType>BlockBlob</BlobType><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>"
      + "</Properties></Blob>"
  }
}

/// The block ids of `<BlockList><Latest>id</Latest>..</BlockList>`, in order; nil if it is malformed. A `Committed`
/// block is refused like an unknown one: this store keeps blobs whole.
func parseBlockList(_ document: Bytes) -> [Bytes]? {
  guard isValidUTF8(document[...]) else { return nil }
  let text = document.text
  guard let start = text.range(of: "<BlockList>"),
    let end = text.range(of: "</BlockList>", range: start.upperBound..<text.endIndex)
  else { return text.range(of: "<BlockList />") != nil || text.range(of: "<BlockList/>") != nil ? [] : nil }
  var ids: [Bytes] = []
  var rest = text[start.upperBound..<end.lowerBound]
  while true {
    rest = rest.drop(while: \.isWhitespace)
    if rest.isEmpty { return ids }
    var isTaken = false
    for tag in ["Latest", "Uncommitted"] where rest.hasPrefix("<\(tag)>") {
      let content = rest.dropFirst(tag.count + 2)
      guard let close = content.range(of: "</\(tag)>") else { return nil }
      ids.append(Bytes(content[..<close.lowerBound].utf8))
      rest = content[close.upperBound...]
      isTaken = true
    }
    guard isTaken else { return nil }
  }
}

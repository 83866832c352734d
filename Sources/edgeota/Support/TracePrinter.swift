// Stack traces with source lines, where a symbol file (docs/pe-symbols.md) lies beside the PE file.

import Foundation
import NanoRuntime

/// Knows the symbols of the loaded assemblies.
final class TracePrinter {
  private var symbols: [UInt32: SymbolFile] = [:]

  /// Looks for NAME.pesym beside NAME.pe; that of another build is ignored.
  func add(_ image: MappedImage, as assembly: UInt32) {
    let path = (image.path as NSString).deletingPathExtension + ".pesym"
    guard let data = FileManager.default.contents(atPath: path) else { return }
    symbols[assembly] = SymbolFile([UInt8](data), of: image.buffer)
  }

  /// "Type: message", then a line for each frame: "   at Type.Method() in FILE:line 12", or the IL offset.
  func describe(_ text: [UInt8], _ trace: [ThreadEnd.Frame]) -> String {
    let whole = String(decoding: text, as: UTF8.self)
    let message = whole.components(separatedBy: "\n   at ")[0]
    return ([message] + trace.map(describe)).joined(separator: "\n")
  }

  private func describe(_ frame: ThreadEnd.Frame) -> String {
    let start = "   at \(String(decoding: frame.name, as: UTF8.self))()"
    guard let position = symbols[frame.assembly]?.position(method: frame.method, offset: frame.offset) else {
      return "\(start) [IL 0x\(String(frame.offset, radix: 16))]"
    }
    return "\(start) in \(String(decoding: position.file, as: UTF8.self)):line \(position.line)"
  }
}

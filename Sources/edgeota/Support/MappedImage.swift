// Files in memory.

import ToolSupport

/// A file in memory at a stable, aligned address, as PE files need it.
final class MappedImage {
  let path: String
  let bytes: [UInt8]
  let buffer: UnsafeRawBufferPointer

  init(_ path: String) throws {
    self.path = path
    bytes = try readInput(path)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(4, bytes.count), alignment: 8)
    copy.copyBytes(from: bytes)
    buffer = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(copy)[..<bytes.count])
  }

  deinit { buffer.deallocate() }

  /// The class library, in load order.
  static func classLibrary() throws -> [MappedImage] {
    try ProjectList.classLibraryImages().map { try MappedImage($0.path) }
  }
}

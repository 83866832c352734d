// A flash image to look at.

import BoardHAL
import Foundation
import ToolSupport

/// The bytes of a flash image as they are now: a board may have the file open, and goes on undisturbed. What it is writing at
/// this moment is torn here, as after a power cut, which every reader of a flash expects. Nothing can be written.
final class FlashCopy: Flash {
  let geometry: FlashGeometry
  private let image: MappedImage

  init(_ path: String, _ geometry: FlashGeometry) throws {
    self.geometry = geometry
    image = try MappedImage(path)
    guard image.bytes.count == geometry.size else {
      throw CommandFailure(.noInput, "\(path) has \(image.bytes.count) bytes, the board's flash has \(geometry.size)")
    }
  }

  func read(at address: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FlashError) {
    buffer.copyMemory(from: try mapped(at: address, count: buffer.count))
  }

  func mapped(at address: Int, count: Int) throws(FlashError) -> UnsafeRawBufferPointer {
    try geometry.checkRange(address, count)
    return UnsafeRawBufferPointer(rebasing: image.buffer[address..<address + count])
  }

  func program(at address: Int, _ bytes: UnsafeRawBufferPointer) throws(FlashError) { throw .device(code: EROFS) }

  func erase(sectorAt address: Int) throws(FlashError) { throw .device(code: EROFS) }
}

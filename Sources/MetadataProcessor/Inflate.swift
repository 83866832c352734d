// Owns: the one use of zlib.

import CZlib

/// Decompresses raw deflate data (RFC 1951) that give exactly `size` bytes; nil if they do not.
func inflate(_ data: [UInt8], size: Int) -> [UInt8]? {
  var stream = z_stream()
  // Negative window bits: no zlib header.
  let versionSize = Int32(MemoryLayout<z_stream>.size)
  guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, versionSize) == Z_OK else { return nil }
  defer { inflateEnd(&stream) }
  var input = data
  var output = [UInt8](repeating: 0, count: size)
  let status = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(truncatingIfNeeded: input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(truncatingIfNeeded: output.count)
      return inflate(&stream, Z_FINISH)
    }
  }
  return status == Z_STREAM_END && stream.avail_out == 0 ? output : nil
}

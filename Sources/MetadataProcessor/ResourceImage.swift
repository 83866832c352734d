// Owns: pictures among the resources: the bitmap header of the runtime in front of compressed data (pe-format 2.11).

/// A GIF or JPEG file. The runtime decodes both; Windows bitmaps would have to be converted and are refused.
struct ResourceImage {
  private enum Format: UInt8 {
    case gif = 1
    case jpeg = 2
  }
  private let format: Format
  private let width: Int
  private let height: Int
  private let data: [UInt8]

  /// nil if `data` is no picture that the runtime knows.
  init?(_ data: [UInt8], name: String) throws(ConversionProblem) {
    self.data = data
    if data.starts(with: Array("GIF8".utf8)), data.count > 10 {
      format = .gif
      width = Int(data[6]) | Int(data[7]) << 8
      height = Int(data[8]) | Int(data[9]) << 8
    } else if data.starts(with: [0xFF, 0xD8, 0xFF]), let size = Self.jpegSize(data) {
      format = .jpeg
      (width, height) = size
    } else if data.starts(with: Array("BM".utf8)), Self.isBitmap(data) {
      throw ConversionProblem("resource \(name) is a Windows bitmap: use GIF or JPEG")
    } else {
      return nil
    }
  }

  /// Width, height, flags, bits per pixel, format, then the file as it is.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(u32: UInt32(truncatingIfNeeded: width))
    bytes.append(u32: UInt32(truncatingIfNeeded: height))
    bytes.append(u16: 0)
    bytes += [1, format.rawValue]
    return bytes + data
  }

  /// Whether the size in a bitmap header is the size of the data: "BM" alone may begin anything.
  private static func isBitmap(_ data: [UInt8]) -> Bool {
    guard data.count >= 54 else { return false }
    let size = Int(data[2]) | Int(data[3]) << 8 | Int(data[4]) << 16 | Int(data[5]) << 24
    return size == data.count
  }

  /// Width and height from the first start-of-frame segment.
  private static func jpegSize(_ data: [UInt8]) -> (Int, Int)? {
    var at = 2
    while at + 9 < data.count, data[at] == 0xFF {
      let marker = data[at + 1]
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        return (Int(data[at + 7]) << 8 | Int(data[at + 8]), Int(data[at + 5]) << 8 | Int(data[at + 6]))
      }
      at += 2 + (Int(data[at + 2]) << 8 | Int(data[at + 3]))
    }
    return nil
  }
}

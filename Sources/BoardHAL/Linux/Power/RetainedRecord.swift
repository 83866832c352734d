// What survives a reset: an anonymous file that the next process image inherits.

import BoardHAL
import CBoardLinux
import Glibc

/// The retained record in memory, backed by a descriptor that `cbl_replace_process` keeps open.
///
/// Layout, host byte order, since only this host reads it: magic (8), cause (1), has wall offset (1), zeros (6),
/// wall offset (8), sleep until (8, milliseconds on the monotonic clock; 0: awake), then the retained memory.
final class RetainedRecord {
  static let variable = "EDGEOTA_RETAINED"
  private static let magic: UInt64 = 0x3144_4C48_4154_4F45
  private static let headerSize = 32
  /// Where the cause stands in the record.
  private enum Field {
    static let cause = 8
    static let hasOffset = 9
    static let offset = 16
    static let sleepUntil = 24
  }

  let descriptor: Int32
  private let bytes: UnsafeMutableRawBufferPointer

  /// Takes over what the former process image left (its number is in the environment), or begins with zeros.
  /// - Parameter inherited: the value of the environment variable, if it is set.
  init(retainedSize: Int, inherited: String?) throws(LinuxBoardError) {
    let size = Self.headerSize + retainedSize
    if let number = inherited.flatMap({ Int32($0) }), let memory = Self.map(number, size: size) {
      if memory.load(fromByteOffset: 0, as: UInt64.self) == Self.magic {
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        (descriptor, bytes) = (number, memory)
        return
      }
      munmap(memory.baseAddress, memory.count)
    }
    descriptor = cbl_anonymous_file("edgeota-retained", size)
    guard descriptor >= 0, let memory = Self.map(descriptor, size: size) else {
      throw LinuxBoardError("retained memory: \(errorText(errno))")
    }
    bytes = memory
    bytes.storeBytes(of: Self.magic, as: UInt64.self)
  }

  deinit {
    munmap(bytes.baseAddress, bytes.count)
    close(descriptor)
  }

  private static func map(_ descriptor: Int32, size: Int) -> UnsafeMutableRawBufferPointer? {
    var status = stat()
    guard descriptor > 2, fstat(descriptor, &status) == 0, Int(status.st_size) == size else { return nil }
    guard let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), address != MAP_FAILED
    else { return nil }
    return UnsafeMutableRawBufferPointer(start: address, count: size)
  }

  /// The code of why the next image starts; 0 at power-on.
  var cause: UInt8 {
    get { bytes[Field.cause] }
    set { bytes[Field.cause] = newValue }
  }

  /// The address of `cause`, for the watchdog's signal handler.
  var causeAddress: UnsafeMutablePointer<UInt8>? {
    bytes.baseAddress.map { ($0 + Field.cause).assumingMemoryBound(to: UInt8.self) }
  }

  var clockOffset: Int64? {
    get { bytes[Field.hasOffset] == 0 ? nil : bytes.load(fromByteOffset: Field.offset, as: Int64.self) }
    set {
      bytes[Field.hasOffset] = newValue == nil ? 0 : 1
      bytes.storeBytes(of: newValue ?? 0, toByteOffset: Field.offset, as: Int64.self)
    }
  }

  /// Milliseconds on the host's monotonic clock; 0 when not asleep.
  var sleepUntil: Int64 {
    get { bytes.load(fromByteOffset: Field.sleepUntil, as: Int64.self) }
    set { bytes.storeBytes(of: newValue, toByteOffset: Field.sleepUntil, as: Int64.self) }
  }

  var retained: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: bytes[Self.headerSize...])
  }
}

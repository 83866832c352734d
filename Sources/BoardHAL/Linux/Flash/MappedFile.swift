// A file of fixed size in memory: one view to write, one that the processor keeps read-only.

import Glibc

/// Owns the descriptor (and with it the lock) and both mappings, for its life.
final class MappedFile {
  let writable: UnsafeMutableRawBufferPointer
  /// The same bytes; writing through this address faults.
  let readable: UnsafeRawBufferPointer
  private let descriptor: Int32

  /// - Parameters:
  ///   - size: the file's size; another one is refused, but for a file that `create` may make or make anew with zeros.
  ///   - exclusive: refuse if another process holds the file so.
  init(path: String, size: Int, create: Bool, exclusive: Bool) throws(LinuxBoardError) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0o600)
    guard descriptor >= 0 else { throw LinuxBoardError("\(path): \(errorText(errno))") }
    do throws(LinuxBoardError) {
      try Self.prepare(descriptor, path, size: size, create: create, exclusive: exclusive)
      let write = try Self.map(descriptor, path, size: size, protection: PROT_READ | PROT_WRITE)
      writable = write
      do throws(LinuxBoardError) {
        readable = UnsafeRawBufferPointer(try Self.map(descriptor, path, size: size, protection: PROT_READ))
      } catch {
        munmap(write.baseAddress, size)
        throw error
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    munmap(writable.baseAddress, writable.count)
    munmap(UnsafeMutableRawPointer(mutating: readable.baseAddress), readable.count)
    close(descriptor)
  }

  /// Takes the file for this process, until the descriptor is closed.
  static func lock(_ descriptor: Int32, _ path: String) throws(LinuxBoardError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
    throw LinuxBoardError(errno == EWOULDBLOCK ? "\(path) is in use by a board" : "\(path): \(errorText(errno))")
  }

  private static func prepare(
    _ descriptor: Int32, _ path: String, size: Int, create: Bool, exclusive: Bool
  ) throws(LinuxBoardError) {
    if exclusive { try lock(descriptor, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw LinuxBoardError("\(path): \(errorText(errno))") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw LinuxBoardError("\(path) is not a regular file") }
    if Int(status.st_size) == size { return }
    guard create else {
      throw LinuxBoardError("\(path) has \(status.st_size) bytes, the board's flash has \(size)")
    }
    guard ftruncate(descriptor, 0) == 0, ftruncate(descriptor, size) == 0 else {
      throw LinuxBoardError("\(path): \(errorText(errno))")
    }
  }

  private static func map(
    _ descriptor: Int32, _ path: String, size: Int, protection: Int32
  ) throws(LinuxBoardError) -> UnsafeMutableRawBufferPointer {
    guard let address = mmap(nil, size, protection, MAP_SHARED, descriptor, 0), address != MAP_FAILED else {
      throw LinuxBoardError("\(path) cannot be mapped: \(errorText(errno))")
    }
    return UnsafeMutableRawBufferPointer(start: address, count: size)
  }
}

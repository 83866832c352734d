// Files of the state folder: private, and replaced whole or not at all.

import Foundation
import OTAInterface

/// A file operation that failed.
public struct FileError: Error, CustomStringConvertible {
  public let description: String

  public init(_ operation: String, _ path: String, _ code: Int32 = errno) {
    description = "\(operation) \(path): \(String(cString: strerror(code)))"
  }
}

/// Makes a folder and those above it, unless it is there.
public func makeFolder(_ path: String, mode: mode_t = 0o755) throws {
  let parent = (path as NSString).deletingLastPathComponent
  if !parent.isEmpty, parent != path, access(parent, F_OK) != 0 { try makeFolder(parent, mode: mode) }
  var isFolder: ObjCBool = false
  if mkdir(path, mode) == 0 { return }
  let code = errno
  guard code == EEXIST, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
    throw FileError("cannot make the folder", path, code)
  }
}

/// Makes a folder (and those above it) that only the user may enter, or narrows the rights of one that is there.
public func makePrivateFolder(_ path: String) throws {
  try makeFolder(path, mode: 0o700)
  guard chmod(path, 0o700) == 0 else { throw FileError("cannot set the mode of", path) }
}

/// The content of a file; nil if there is none.
public func readFile(_ path: String) throws -> Bytes? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else {
    if errno == ENOENT { return nil }
    throw FileError("cannot open", path)
  }
  defer { close(file) }
  var content: Bytes = []
  var buffer = Bytes(repeating: 0, count: 65_536)
  while true {
    let count = read(file, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw FileError("cannot read", path) }
    if count == 0 { return content }
    content += buffer[..<count]
  }
}

/// Replaces a file so that a crash or power cut leaves the old content or the new: a private temporary file, fsync,
/// rename, fsync of the folder.
public func replaceFile(_ path: String, with content: Bytes, mode: mode_t = 0o600) throws {
  let temporary = "\(path).\(getpid()).tmp"
  unlink(temporary)
  let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
  guard file >= 0 else { throw FileError("cannot create", temporary) }
  do {
    try content.withUnsafeBytes { try writeAll(file, $0, path: temporary) }
    guard fsync(file) == 0 else { throw FileError("cannot sync", temporary) }
  } catch {
    close(file)
    unlink(temporary)
    throw error
  }
  close(file)
  guard rename(temporary, path) == 0 else { throw FileError("cannot replace", path) }
  syncFolder(of: path)
}

/// Writes a buffer to the end.
public func writeAll(_ file: Int32, _ content: UnsafeRawBufferPointer, path: String) throws {
  var rest = content[...]
  while !rest.isEmpty {
    let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { throw FileError("cannot write", path) }
    rest = rest.dropFirst(count)
  }
}

/// Makes a rename in the folder of `path` durable.
public func syncFolder(of path: String) {
  let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard folder >= 0 else { return }
  fsync(folder)
  close(folder)
}

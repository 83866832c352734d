// Snapshots of a VM: nano_save and nano_restore with Swift's types. The runtime has no cryptography, the seal is a
// closure of the host.

import CNanoRuntime

/// The board's seal under its snapshots.
public struct SnapshotSeal {
  /// HMAC-SHA256 under a key that only this board has, over the ranges one after the other; 32 bytes.
  public var hmacSHA256: ([UnsafeRawBufferPointer]) -> [UInt8]

  public init(hmacSHA256: @escaping ([UnsafeRawBufferPointer]) -> [UInt8]) { self.hmacSHA256 = hmacSHA256 }
}

extension VM {
  /// A sealed snapshot of the VM as it is between two runs; it goes on as if nothing had happened.
  public func save(seal: SnapshotSeal) throws(RuntimeError) -> [UInt8] {
    let writer = SnapshotWriter()
    let status = withSeal(seal) { seal in
      withExtendedLifetime(writer) {
        nano_save(
          handle, seal,
          { context, bytes, length in
            guard let context else { return false }
            let writer = Unmanaged<SnapshotWriter>.fromOpaque(context).takeUnretainedValue()
            writer.bytes += UnsafeRawBufferPointer(start: bytes, count: Int(length))
            return true
          }, Unmanaged.passUnretained(writer).toOpaque())
      }
    }
    try RuntimeError.check(status, handle)
    return writer.bytes
  }

  /// Goes on with a saved VM: this one has to be new, with an arena of the same size. Nothing of the snapshot is used
  /// unless it is whole, of this version, of these files and under this board's seal.
  /// - Parameters:
  ///   - images: the PE files that were loaded, in any order; used in place, as by `load`.
  ///   - sleptMilliseconds: what managed code takes for the time between saving and now.
  public func restore(
    _ snapshot: UnsafeRawBufferPointer, images: [UnsafeRawBufferPointer], seal: SnapshotSeal,
    sleptMilliseconds: UInt32
  ) throws(RuntimeError) {
    let pieces = images.map {
      nano_piece(bytes: $0.baseAddress, length: UInt32(exactly: $0.count) ?? 0)
    }
    let length = UInt32(exactly: snapshot.count) ?? 0
    let status = withSeal(seal) { seal in
      pieces.withUnsafeBufferPointer {
        nano_restore(
          handle, snapshot.baseAddress, length, $0.baseAddress, UInt32($0.count), seal, sleptMilliseconds)
      }
    }
    try RuntimeError.check(status, handle)
  }
}

private final class SnapshotWriter {
  var bytes: [UInt8] = []
}

private final class SealBridge {
  let seal: SnapshotSeal
  init(_ seal: SnapshotSeal) { self.seal = seal }
}

/// Calls `body` with the seal as nano.h wants it.
private func withSeal(_ seal: SnapshotSeal, _ body: (UnsafePointer<nano_seal>) -> nano_status) -> nano_status {
  let bridge = SealBridge(seal)
  return withExtendedLifetime(bridge) {
    var table = nano_seal()
    table.context = Unmanaged.passUnretained(bridge).toOpaque()
    table.hmac_sha256 = { context, pieces, count, mac in
      guard let context, let pieces, let mac else { return }
      let ranges = UnsafeBufferPointer(start: pieces, count: Int(count)).map {
        UnsafeRawBufferPointer(start: $0.bytes, count: Int($0.length))
      }
      let digest = Unmanaged<SealBridge>.fromOpaque(context).takeUnretainedValue().seal.hmacSHA256(ranges)
      for index in 0..<32 { mac[index] = index < digest.count ? digest[index] : 0 }
    }
    return body(&table)
  }
}

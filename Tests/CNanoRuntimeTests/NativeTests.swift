// Every native method that the class library declares has a native that binds to it.

import CNanoRuntime
import Foundation
import NanoRuntime
import Testing

@Suite struct NativeTests {
  @Test func theClassLibraryIsBound() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.library).filter { $0.hasSuffix(".pe") }
      .map { String($0.dropLast(3)) }.filter { $0 != "HelloWorld" && !$0.hasPrefix("CountMeasurement") }.sorted()
    let images = try names.map { Image(try Fixtures.read("\(Fixtures.library)/\($0).pe")) }
    let vm = try VM(
      arenaSize: 1 << 18,
      host: RuntimeHost(
        write: { _ in }, monotonicMilliseconds: { 0 }, unixSeconds: { nil },
        random: { $0.initializeMemory(as: UInt8.self, repeating: 7) }, threadEnded: { _ in }))
    let assemblies = try images.map { try vm.load($0.bytes, into: .base) }
    try vm.link(.base)
    var count = 0
    var unbound: Set<String> = []
    for native in assemblies.flatMap({ vm.natives(of: $0) }) {
      count += 1
      let key = String(decoding: native.key, as: UTF8.self)
      #expect(native.binding != .fieldsDiffer, "\(key)")
      if native.binding == .missing { unbound.insert(key) }
    }
    #expect(unbound.isEmpty, "\(unbound)")
    #expect(count > 250)
    withExtendedLifetime(images) {}
  }
}

import CRuntimeProbe
import Testing

/// Memory for one VM.
private func withArena<Result>(_ bytes: Int, _ body: (UnsafeMutableRawPointer) -> Result) -> Result {
  let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 8)
  memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: bytes)
  defer { memory.deallocate() }
  return body(memory)
}

/// The collector and the allocators against models; a number other than 0 is the line of the check in heap_probe.c that failed.
@Suite struct HeapTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt32], [20, 32, 64] as [UInt32])
  func randomGraphsSurviveCollections(seed: UInt32, kibibytes: UInt32) {
    let size = kibibytes * 1024
    #expect(withArena(Int(size)) { probe_heap($0, size, seed, 4000, false) } == 0)
  }

  @Test(arguments: [11, 12, 13] as [UInt32])
  func randomGraphsSurviveCollectionAtEveryAllocation(seed: UInt32) {
    #expect(withArena(65536) { probe_heap($0, 65536, seed, 1500, true) } == 0)
  }

  @Test(arguments: [16, 17, 48, 256] as [UInt32])
  func aFullHeapIsMarkedWithoutMemory(kibibytes: UInt32) {
    let size = kibibytes * 1024
    #expect(withArena(Int(size)) { probe_full_heap($0, size) } == 0)
  }

  @Test func weakReferencesFinalizersLocksAndHashesFollowTheirObjects() {
    #expect(withArena(32768) { probe_side_tables($0, 32768) } == 0)
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt32])
  func metadataBlocksMergeWhenFreed(seed: UInt32) {
    #expect(withArena(24576) { probe_metadata($0, 24576, seed, 5000) } == 0)
  }
}

// The stores against a model, with power cuts, damage and full flash.

import BoardHAL
import OTAInterface
import Testing

@testable import SwiftEngine

private typealias Records = RecordStore<FakeFlash>
private typealias Files = FileStore<FakeFlash>

private func region(_ flash: FakeFlash) throws -> FlashRegion<FakeFlash> {
  try #require(FlashRegion(flash, offset: 0, size: flash.geometry.size))
}

@Suite struct RecordStoreTests {
  @Test func keepsTheNewestOfEachKey() throws {
    let flash = FakeFlash(size: 8_192)
    let store = try Records(try region(flash))
    #expect(try store.get(.settings) == nil)
    try store.put(.settings, Bytes("one"))
    try store.put(.outbox, Bytes("two"))
    try store.put(.settings, Bytes("three"))
    try store.remove(.outbox)
    let again = try Records(try region(flash))
    #expect(try again.get(.settings)?.text == "three")
    #expect(try again.get(.outbox) == nil)
    let operations = flash.operations
    try again.put(.settings, Bytes("three"))
    #expect(flash.operations == operations)
  }

  @Test func keepsTheNewestLinesOfTheJournalOverManyCopies() throws {
    let flash = FakeFlash(size: 16_384)
    let store = try Records(try region(flash))
    try store.put(.settings, Bytes("kept"))
    for line in 0..<2_000 { try store.addToJournal(Bytes("line \(line)".utf8)) }
    let again = try Records(try region(flash))
    let journal = try again.journal()
    #expect(journal.count >= Records.journalLines)
    #expect(journal.last?.text == "line 1999")
    #expect(try again.get(.settings)?.text == "kept")
  }

  @Test func refusesWhatCanNeverFit() throws {
    let flash = FakeFlash(size: 8_192)
    let store = try Records(try region(flash))
    try store.put(.settings, Bytes(repeating: 1, count: 3_000))
    #expect(throws: StoreError.tooLarge(5_000)) { try store.put(.outbox, Bytes(repeating: 2, count: 5_000)) }
    #expect(throws: StoreError.self) { try store.put(.outbox, Bytes(repeating: 2, count: 3_000)) }
    try store.put(.outbox, Bytes("small"))
    #expect(try store.get(.settings)?.count == 3_000)
    #expect(try store.get(.outbox)?.text == "small")
  }

  /// Every operation of a long history, copies included: each key reads as before or after the change under way.
  @Test(arguments: [0, 30, 100]) func powerCuts(torn: Int) throws {
    let keys: [RecordKey] = [.settings, .selection, .outbox]
    func change(_ step: Int) -> (RecordKey, Bytes) {
      (keys[step % 3], Bytes(repeating: UInt8(step), count: 40 + step * 37 % 300))
    }
    let steps = 60
    let complete = FakeFlash(size: 8_192)
    let store = try Records(try region(complete))
    for step in 0..<steps { try store.put(change(step).0, change(step).1) }
    for cut in 0..<complete.operations {
      let flash = FakeFlash(size: 8_192)
      flash.cutAt = cut
      flash.tornPercent = torn
      var model: [RecordKey: Bytes] = [:]
      var underWay: (RecordKey, Bytes)?
      if let store = try? Records(try region(flash)) {
        for step in 0..<steps where underWay == nil {
          let (key, value) = change(step)
          if (try? store.put(key, value)) == nil { underWay = (key, value) } else { model[key] = value }
        }
      }
      let after = FakeFlash(copyOf: flash)
      let recovered = try Records(try region(after))
      for key in keys {
        let value = try recovered.get(key)
        let isNew = underWay?.0 == key && underWay?.1 == value
        #expect(value == model[key] || isNew, "cut \(cut)")
      }
      // And it can be written again.
      try recovered.put(.timeFloor, Bytes("1"))
      #expect(try Records(try region(after)).get(.timeFloor)?.text == "1")
    }
  }

  @Test func damageNeverTraps() throws {
    let flash = FakeFlash(size: 8_192)
    let store = try Records(try region(flash))
    for step in 0..<20 { try store.put(.settings, Bytes(repeating: UInt8(step), count: 50)) }
    for address in 0..<1_400 {
      let damaged = FakeFlash(copyOf: flash)
      damaged.damage(at: address)
      let again = try Records(try region(damaged))
      let value = try again.get(.settings)
      #expect(value == nil || value?.count == 50)
      try again.put(.outbox, Bytes("x"))
      #expect(try again.get(.outbox)?.text == "x")
    }
  }
}

@Suite struct FileStoreTests {
  private func digest(_ content: Bytes) throws -> Digest { try #require(Digest(FakeCrypto().sha256(content))) }

  private func add(_ content: Bytes, to store: Files, chunk: Int = 333) throws {
    let writer = try store.begin(try digest(content), length: content.count)
    var position = 0
    while position < content.count {
      let next = min(position + chunk, content.count)
      try writer.append(Bytes(content[position..<next]))
      position = next
    }
    try store.finish(writer, hash: Digest(FakeCrypto().sha256(content)))
  }

  @Test(arguments: [1, 3, 4, 333, 4_096]) func mapsWhatItStores(chunk: Int) throws {
    let flash = FakeFlash(size: 65_536)
    let contents = [Bytes(repeating: 7, count: 9_001), Bytes(0..<200), Bytes([1])]
    let store = try Files(try region(flash), start: 5_000)
    for content in contents { try add(content, to: store, chunk: chunk) }
    let again = try Files(try region(flash), start: 5_000)
    for content in contents {
      let mapped = try again.map(try digest(content))
      #expect(Array(mapped) == content)
      #expect(UInt(bitPattern: mapped.baseAddress) % 4 == 0)
      #expect(try again.isIntact(try digest(content), FakeCrypto()))
    }
    #expect(again.start == 8_192)
  }

  @Test func checksLengthAndHash() throws {
    let flash = FakeFlash(size: 65_536)
    let store = try Files(try region(flash), start: 0)
    let content = Bytes(repeating: 1, count: 100)
    let writer = try store.begin(try digest(content), length: 100)
    try writer.append(Bytes(repeating: 1, count: 99))
    #expect(throws: StoreError.wrongLength(expected: 100, got: 101)) { try writer.append([1, 1]) }
    #expect(throws: StoreError.wrongLength(expected: 100, got: 99)) { try store.finish(writer, hash: nil) }
    let second = try store.begin(try digest(content), length: 100)
    try second.append(Bytes(repeating: 2, count: 100))
    #expect(throws: StoreError.wrongHash) {
      try store.finish(second, hash: Digest(FakeCrypto().sha256(Bytes(repeating: 2, count: 100))))
    }
    #expect(store.length(of: try digest(content)) == nil)
    #expect(throws: StoreError.missing) { try store.map(try digest(content)) }
  }

  @Test func collectsAndReusesSpace() throws {
    let flash = FakeFlash(size: 40_960)
    let store = try Files(try region(flash), start: 0)
    let contents = (1...10).map { Bytes(repeating: UInt8($0), count: 4_000) }
    for content in contents { try add(content, to: store) }
    #expect(store.largestFree == 0)
    #expect(throws: StoreError.full(needed: 10, free: 0)) { try store.begin(try digest([9]), length: 10) }
    try store.collect(keep: [try digest(contents[0]), try digest(contents[4])])
    let kept = try store.map(try digest(contents[4]))
    #expect(store.largestFree == 5 * 4_096 - 64)
    try add(Bytes(repeating: 99, count: 20_000), to: store)
    #expect(Array(kept) == contents[4])
    let again = try Files(try region(flash), start: 0)
    #expect(again.files.count == 3)
    #expect(throws: StoreError.tooLarge(50_000)) { try again.begin(try digest([9]), length: 50_000) }
  }

  @Test func dropsDamagedFiles() throws {
    let flash = FakeFlash(size: 40_960)
    let content = Bytes(repeating: 5, count: 5_000)
    let store = try Files(try region(flash), start: 0)
    try add(content, to: store)
    flash.damage(at: 64 + 4_500)
    #expect(try !store.isIntact(try digest(content), FakeCrypto()))
    #expect(store.length(of: try digest(content)) == nil)
    try add(content, to: store)
    #expect(try store.isIntact(try digest(content), FakeCrypto()))
  }

  /// Headers with any byte changed are no headers, or name content that does not hash to them.
  @Test func damagedHeadersNeverTrap() throws {
    let flash = FakeFlash(size: 16_384)
    let content = Bytes(repeating: 5, count: 300)
    try add(content, to: try Files(try region(flash), start: 0))
    for address in 0..<64 {
      let damaged = FakeFlash(copyOf: flash)
      damaged.damage(at: address)
      let store = try Files(try region(damaged), start: 0)
      let isIntact = try store.isIntact(try digest(content), FakeCrypto())
      #expect(store.files.isEmpty || isIntact)
    }
  }

  @Test func findsTheBaseAssemblies() throws {
    let flash = FakeFlash(size: 16_384)
    func image(_ length: Int) -> Bytes {
      var bytes = Bytes("NFMRK1\0") + Bytes(repeating: 0, count: length - 7)
      bytes[0x64] = UInt8(length & 0xFF)
      bytes[0x65] = UInt8(length >> 8)
      return bytes + Bytes(repeating: 0, count: (4 - length % 4) % 4)
    }
    #expect(try BaseImage(in: try region(flash)).files.isEmpty)
    try flash.program(at: 0, image(202) + image(1_000) + image(124))
    #expect(try BaseImage(in: try region(flash)).files == [0..<202, 204..<1_204, 1_204..<1_328])
    // A length that leads out of the partition, or into the header, ends the walk.
    try flash.program(at: 1_328, [UInt8]("NFMRK1\0\0".utf8) + Bytes(repeating: 0, count: 120))
    #expect(try BaseImage(in: try region(flash)).end == 1_328)
  }
}

@Suite struct RecordContentTests {
  private func manifest(_ seed: UInt8, runner: Bytes?) throws -> Manifest {
    let digest = try #require(Digest(Bytes(repeating: seed, count: 32)))
    return Manifest(
      id: VersionID(codeVersion: -Int32(seed), digest: digest), runner: runner,
      files: [
        ManifestFile(digest: digest, length: 70_000, name: Bytes("a.pe")),
        ManifestFile(digest: digest, length: 1, name: []),
      ])
  }

  @Test func selectionsRoundTrip() throws {
    var selection = Selection()
    #expect(Selection.parse(selection.encoded()) == selection)
    selection.current = try manifest(1, runner: Bytes("My.Runner"))
    selection.trial = try manifest(2, runner: nil)
    selection.trialBoots = 2
    for seed in 0..<12 { selection.markBad(try #require(Digest(Bytes(repeating: UInt8(seed), count: 32)))) }
    #expect(selection.bad.count == Selection.maximumBad)
    let record = selection.encoded()
    #expect(Selection.parse(record) == selection)
    for length in 0..<record.count { #expect(Selection.parse(Bytes(record.prefix(length))) == nil) }
    for index in record.indices {
      var damaged = record
      damaged[index] ^= 0xFF
      _ = Selection.parse(damaged)
    }
  }

  @Test func settingsRoundTrip() throws {
    var settings = Settings(hub: Bytes("h"), device: Bytes("d"), key: [1, 2, 3], roots: Bytes("PEM"))
    settings.port = 8_884
    settings.sleepMinutes = 2
    settings.runner = Bytes("A.B")
    #expect(try Settings.parse(settings.encoded()) == settings)
  }

  @Test(arguments: [
    (#"{}"#, SettingsError.invalid(.hub)), (#"{"hub":"h"}"#, .invalid(.device)),
    (#"{"hub":"h","device":"d","key":"@"}"#, .invalid(.key)),
    (#"{"hub":"h","device":"d","key":"AAEC"}"#, .invalid(.roots)),
    (#"{"hub":"h","device":"d","key":"AAEC","roots":"x","port":0}"#, .invalid(.port)),
    (#"{"hub":"h","device":"d","key":"AAEC","roots":"x","sleepMinutes":-1}"#, .invalid(.number)),
  ])
  func refusesSettings(text: String, expected: SettingsError) {
    #expect(throws: expected) { try Settings.parse(Array(text.utf8)) }
  }

  @Test func aBoardWithoutSettingsSaysSo() throws {
    let flash = FakeFlash(size: FakeBoard.configSize + FakeBoard.deploySize)
    let board = FakeBoard(flash: flash, cloud: FakeCloud())
    #expect(throws: EngineStartError.notProvisioned("no settings stored")) {
      try TestEngine(board: board, runtime: FakeRuntime(board.clock))
    }
  }

  @Test func backoffGrowsToItsCapWithJitter() {
    let backoff = Backoff(first: 1_000, cap: 60_000)
    #expect(backoff.delay(attempt: 1, random: 0) == 500)
    #expect(backoff.delay(attempt: 1, random: .max) == 1_000)
    #expect(backoff.delay(attempt: 4, random: .max) == 8_000)
    #expect(backoff.delay(attempt: 1_000_000, random: .max) == 60_000)
    #expect(backoff.delay(attempt: 0, random: 0) == 500)
  }
}

// The record store: small records under numbered keys in a NOR flash region, safe against power loss at any operation.
//
// The region's beginning is two banks of whole sectors. One is active: a header, then records appended one after the
// other; the newest record of a key counts. When the active bank is full the live records are copied to the other one,
// whose header is programmed last and has the next generation: from that moment it is the active one. So there is
// always a bank with the old state or the new one. A torn append has a wrong CRC; what lies behind it cannot be
// programmed again, so the next append copies to the other bank first.
//
// Bank header (16 bytes): magic, generation, bank size, CRC of the first three.
// Record (16 bytes + payload, padded to the write unit): CRC of all that follows, sequence, key (u16) and 0xFFFF,
// length. All numbers are little-endian 32 bits. A length of 0 deletes.

import BoardHAL
import OTAInterface

/// What a record is about.
public enum RecordKey: UInt16, Sendable, CaseIterable {
  /// `Settings`, as JSON.
  case settings = 1
  /// `Selection`: the switch.
  case selection = 2
  /// Reported properties that the hub has not acknowledged, as JSON.
  case outbox = 3
  /// The last time that was seen over a verified connection, seconds since 1970 in 8 bytes.
  case timeFloor = 4
  /// One line of the journal; the newest ones are kept.
  case journal = 16
}

public final class RecordStore<Device: Flash> {
  private struct Entry {
    let key: RecordKey
    let offset: Int
    let length: Int
  }

  static var magic: UInt32 { 0x3154_4F45 }
  static var headerSize: Int { 16 }
  static var maximumBankSize: Int { 65_536 }
  /// Lines of the journal that survive copying.
  static var journalLines: Int { 64 }

  private let region: FlashRegion<Device>
  public let bankSize: Int
  private var activeBank = 0
  /// Counts copies; 0 for an empty store.
  private(set) var generation: UInt32 = 0
  private var sequence: UInt32 = 0
  /// Live records; journal lines in their order.
  private var entries: [Entry] = []
  /// Where the next record goes; nil if the bank cannot take one (none active, or a torn tail).
  private var end: Int?

  /// Reads what is there. A region without a valid bank is an empty store.
  public init(_ region: FlashRegion<Device>) throws(StoreError) {
    self.region = region
    let sector = region.geometry.sectorSize
    bankSize = min(region.size / 2, RecordStore.maximumBankSize) / sector * sector
    guard bankSize > 0 else { throw .tooLarge(region.size) }
    for bank in 0..<2 {
      if let found = try readHeader(bank), found > generation {
        generation = found
        activeBank = bank
      }
    }
    if generation > 0 { try scan() }
  }

  // MARK: - Reading

  /// Bytes that can be appended before the live records are copied to the other bank.
  public var freeBytes: Int { end.map { bankSize - $0 } ?? 0 }

  /// The newest record of `key`; nil if there is none.
  public func get(_ key: RecordKey) throws(StoreError) -> Bytes? {
    guard let entry = entries.last(where: { $0.key == key }) else { return nil }
    return try read(entry)
  }

  /// The journal, oldest line first.
  public func journal() throws(StoreError) -> [Bytes] {
    var lines: [Bytes] = []
    for entry in entries where entry.key == .journal { lines.append(try read(entry)) }
    return lines
  }

  private func read(_ entry: Entry) throws(StoreError) -> Bytes {
    let start = entry.offset + RecordStore.headerSize
    return try onFlash { () throws(FlashError) in try region.read(at: start, count: entry.length) }
  }

  // MARK: - Writing

  /// Replaces the record of `key`. When this returns the new one is durable; if it throws, or power fails, the record
  /// is the old or the new one. Writes nothing if the content is the same.
  public func put(_ key: RecordKey, _ payload: Bytes) throws(StoreError) {
    if try get(key) == payload { return }
    try append(key, payload)
  }

  /// Deletes the record of `key`.
  public func remove(_ key: RecordKey) throws(StoreError) {
    if entries.contains(where: { $0.key == key }) { try append(key, []) }
  }

  /// Adds a line to the journal.
  public func addToJournal(_ line: Bytes) throws(StoreError) {
    if !line.isEmpty { try append(.journal, line) }
  }

  private func append(_ key: RecordKey, _ payload: Bytes) throws(StoreError) {
    let size = RecordStore.headerSize + padded(payload.count)
    if size > bankSize - RecordStore.headerSize { throw .tooLarge(payload.count) }
    if end == nil || (end ?? 0) + size > bankSize { try copyToOtherBank() }
    guard let offset = end, offset + size <= bankSize else {
      throw .full(needed: size, free: bankSize - (end ?? bankSize))
    }
    end = nil  // whatever happens now, this place is used
    try write(key, payload, bank: activeBank, at: offset)
    end = offset + size
    note(key, Entry(key: key, offset: base(activeBank) + offset, length: payload.count))
  }

  private func write(_ key: RecordKey, _ payload: Bytes, bank: Int, at offset: Int) throws(StoreError) {
    sequence &+= 1
    var body: Bytes = []
    body.appendLittleEndian(sequence)
    body.appendLittleEndian(key.rawValue)
    body.appendLittleEndian(UInt16.max)
    body.appendLittleEndian(UInt32(payload.count))
    body += payload
    var record: Bytes = []
    record.appendLittleEndian(crc32(body[...]))
    record += body
    record += Bytes(repeating: 0xFF, count: padded(payload.count) - payload.count)
    let bytes = record
    try onFlash { () throws(FlashError) in try region.program(at: base(bank) + offset, bytes) }
  }

  private func note(_ key: RecordKey, _ entry: Entry) {
    if key != .journal { entries.removeAll { $0.key == key } }
    if entry.length > 0 { entries.append(entry) }
  }

  /// Copies the live records to the other bank and makes it the active one.
  private func copyToOtherBank() throws(StoreError) {
    let target = generation == 0 ? 0 : 1 - activeBank
    try eraseBank(target)
    var copied: [Entry] = []
    var offset = RecordStore.headerSize
    var journalLines = entries.count { $0.key == .journal }
    for entry in entries {
      if entry.key == .journal {
        journalLines -= 1
        if journalLines >= RecordStore.journalLines { continue }
      }
      try write(entry.key, try read(entry), bank: target, at: offset)
      copied.append(Entry(key: entry.key, offset: base(target) + offset, length: entry.length))
      offset += RecordStore.headerSize + padded(entry.length)
    }
    try writeHeader(target, generation + 1)
    generation += 1
    activeBank = target
    entries = copied
    end = offset
  }

  // MARK: - Banks

  private func base(_ bank: Int) -> Int { bank * bankSize }

  private func padded(_ count: Int) -> Int {
    let unit = max(4, region.geometry.writeUnit)
    return (count + unit - 1) / unit * unit
  }

  private func eraseBank(_ bank: Int) throws(StoreError) {
    var address = base(bank)
    while address < base(bank) + bankSize {
      if !(try isErased(address, region.geometry.sectorSize)) {
        try onFlash { () throws(FlashError) in try region.erase(sectorAt: address) }
      }
      address += region.geometry.sectorSize
    }
  }

  private func isErased(_ address: Int, _ count: Int) throws(StoreError) -> Bool {
    var position = address
    while position < address + count {
      let chunk = min(1_024, address + count - position)
      let bytes = try onFlash { () throws(FlashError) in try region.read(at: position, count: chunk) }
      for byte in bytes where byte != 0xFF { return false }
      position += chunk
    }
    return true
  }

  private func writeHeader(_ bank: Int, _ generation: UInt32) throws(StoreError) {
    var header: Bytes = []
    header.appendLittleEndian(RecordStore.magic)
    header.appendLittleEndian(generation)
    header.appendLittleEndian(UInt32(bankSize))
    header.appendLittleEndian(crc32(header[...]))
    let bytes = header
    try onFlash { () throws(FlashError) in try region.program(at: base(bank), bytes) }
  }

  /// The generation of a valid bank; nil if its header is not valid.
  private func readHeader(_ bank: Int) throws(StoreError) -> UInt32? {
    let bytes = try onFlash { () throws(FlashError) in
      try region.read(at: base(bank), count: RecordStore.headerSize)
    }
    var reader = ByteReader(bytes)
    guard reader.uint32() == RecordStore.magic, let generation = reader.uint32(),
      reader.uint32() == UInt32(bankSize), reader.uint32() == crc32(bytes[..<12]),
      generation > 0, generation < UInt32.max
    else { return nil }
    return generation
  }

  /// Reads the records of the active bank up to the first that is none.
  private func scan() throws(StoreError) {
    var offset = RecordStore.headerSize
    while let (key, length) = try readRecord(offset) {
      if let key { note(key, Entry(key: key, offset: base(activeBank) + offset, length: length)) }
      offset += RecordStore.headerSize + padded(length)
    }
    end = try isErased(base(activeBank) + offset, bankSize - offset) ? offset : nil
  }

  /// The record at `offset` of the active bank; nil if there is none. A key of a newer engine is passed over.
  private func readRecord(_ offset: Int) throws(StoreError) -> (RecordKey?, Int)? {
    let size = RecordStore.headerSize
    guard offset + size <= bankSize else { return nil }
    let address = base(activeBank) + offset
    let header = try onFlash { () throws(FlashError) in try region.read(at: address, count: size) }
    var reader = ByteReader(header)
    guard let crc = reader.uint32(), let number = reader.uint32(), let key = reader.uint16(),
      reader.uint16() == UInt16.max, let length = reader.uint32(), length <= bankSize - offset - size
    else { return nil }
    let payload = try onFlash { () throws(FlashError) in try region.read(at: address + size, count: Int(length)) }
    guard crc32((header[4...] + payload)[...]) == crc else { return nil }
    sequence = number
    return (RecordKey(rawValue: key), Int(length))
  }
}

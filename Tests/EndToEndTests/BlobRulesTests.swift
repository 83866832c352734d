// The blob store's rules that need no server: tokens, ranges, times, names, XML, conditions.

import Foundation
import OTAInterface
import Testing

@testable import LocalCloud

@Suite struct BlobRulesTests {
  private let key = Bytes(repeating: 5, count: 32)
  private let now: Int64 = 1_795_424_831

  private func fields(_ token: String) -> [String: String] {
    var fields: [String: String] = [:]
    for part in token.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1)
      fields[String(pair[0])] = percentDecode(Bytes(pair[1].utf8)[...])?.text
    }
    return fields
  }

  private func token(blob: String? = nil, permissions: String = "wr", seconds: Int64 = 60) -> [String: String] {
    fields(
      BlobSAS.make(
        account: "edgeota", key: key, container: "apps", blob: blob, permissions: permissions, expiry: now + seconds))
  }

  private func rights(_ token: [String: String], container: String = "apps", blob: String? = "a") -> BlobRights? {
    try? BlobSAS.check(token, account: "edgeota", key: key, container: container, blob: blob, now: now)
  }

  @Test func ownTokensAreAccepted() {
    #expect(rights(token()) == BlobRights(permissions: ["r", "w"], isBlobOnly: false))
    #expect(rights(token(blob: "a")) == BlobRights(permissions: ["r", "w"], isBlobOnly: true))
    #expect(rights(token(), blob: nil) != nil)
    #expect(token()["sp"] == "rw")
  }

  @Test func everyChangeOfATokenIsRefused() {
    let good = token()
    for (name, value) in [
      ("sp", "rwd"), ("se", "2099-01-01T00:00:00Z"), ("sr", "b"), ("sv", "2020-12-06"), ("spr", "http,https"),
      ("st", "2020-01-01"), ("sig", ""), ("sig", "AAAA"), ("sv", ""), ("si", "policy"), ("sip", "1.2.3.4"),
      ("ses", "scope"), ("rscc", "no-cache"),
    ] {
      var changed = good
      changed[name] = value
      #expect(rights(changed) == nil, "\(name)=\(value)")
    }
    for name in good.keys {
      var changed = good
      changed[name] = nil
      #expect(rights(changed) == nil, "without \(name)")
    }
    #expect(rights(good, container: "other") == nil)
    #expect(rights(token(blob: "a"), blob: "b") == nil)
    #expect(rights(token(blob: "a"), blob: nil) == nil)
    #expect(rights(token(seconds: 0)) == nil)
    #expect(rights(token(seconds: 1)) != nil)
  }

  @Test(
    arguments: [
      ("bytes=0-3", 0...3), ("bytes=3-", 3...9), ("bytes=9-9", 9...9), ("bytes=0-18446744073709551615", 0...9),
    ] as [(String, ClosedRange<UInt64>)])
  func rangesAreCutToTheBlob(_ header: String, _ expected: ClosedRange<UInt64>) throws {
    let range = try #require(try ByteRange(header, size: 10))
    #expect(range.first...range.last == expected)
  }

  @Test func rangesOutsideAreRefusedAndOtherFormsIgnored() {
    for header in ["bytes=10-", "bytes=10-20"] {
      #expect(throws: BlobError.invalidRange) { _ = try ByteRange(header, size: 10) }
    }
    #expect(throws: BlobError.invalidRange) { _ = try ByteRange("bytes=0-", size: 0) }
    for header in [
      "", "bytes=", "bytes=-5", "bytes=5-4", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "bytes=99999999999999999999-",
    ] {
      #expect((try? ByteRange(header, size: 10)) == .some(nil), "\(header)")
    }
  }

  @Test func timesAreReadAndWritten() {
    #expect(httpTime(now) == "Mon, 23 Nov 2026 09:07:11 GMT")
    #expect(parseHTTPTime(httpTime(now)) == now)
    for text in ["", "Mon, 23 Foo 2026 09:07:11 GMT", "Mon, 32 Nov 2026 09:07:11 GMT", "Mon, 23 Nov 2026 09:07:11 CET"]
    {
      #expect(parseHTTPTime(text) == nil, "\(text)")
    }
  }

  @Test func namesAreChecked() {
    for name in ["apps", "a-b", "abc", String(repeating: "x", count: 63)] {
      #expect(BlobStore.isValid(container: name))
    }
    for name in ["", "ab", "Apps", "a--b", "-ab", "ab-", "a_b", "a/b", "..", String(repeating: "x", count: 64)] {
      #expect(!BlobStore.isValid(container: name), "\(name)")
    }
    for name in ["a", "dir/a b.pe", "é", "a..b"] { #expect(BlobStore.isValid(blob: name)) }
    for name in ["", "..", "a/../b", "./a", "a\0", "a\nb", String(repeating: "x", count: 1_025)] {
      #expect(!BlobStore.isValid(blob: name), "\(name)")
    }
  }

  @Test func blockListsAreReadInOrder() {
    func parse(_ text: String) -> [String]? { parseBlockList(Bytes(text.utf8))?.map(\.text) }
    let list = "<?xml version='1.0'?>\n<BlockList> <Latest>Yg==</Latest>\n<Uncommitted>YQ==</Uncommitted></BlockList>"
    #expect(parse(list) == ["Yg==", "YQ=="])
    #expect(parse("<BlockList></BlockList>") == [])
    #expect(parse("<BlockList />") == [])
    for text in [
      "", "<BlockList>", "<BlockList><Latest>YQ==</BlockList>", "<BlockList>x</BlockList>",
      "<BlockList><Committed>YQ==</Committed></BlockList>",
    ] {
      #expect(parse(text) == nil, "\(text)")
    }
  }

  @Test func conditionsAreChecked() {
    let blob = BlobInfo(
      name: "a", size: 1, etag: "\"e\"", created: now, modified: now, headers: [:], md5: nil, file: "a.data")
    func outcome(_ conditions: BlobConditions, _ blob: BlobInfo?, isRead: Bool = false) -> Int? {
      do throws(BlobError) {
        try conditions.check(blob, isRead: isRead)
        return nil
      } catch { return error.status }
    }
    #expect(outcome(BlobConditions(ifMatch: "\"e\""), blob) == nil)
    #expect(outcome(BlobConditions(ifMatch: "\"f\""), blob) == 412)
    #expect(outcome(BlobConditions(ifMatch: "*"), nil) == 412)
    #expect(outcome(BlobConditions(ifNoneMatch: "*"), blob) == 409)
    #expect(outcome(BlobConditions(ifNoneMatch: "*"), nil) == nil)
    #expect(outcome(BlobConditions(ifNoneMatch: "\"e\""), blob, isRead: true) == 304)
    #expect(outcome(BlobConditions(ifNoneMatch: "\"e\""), blob) == 412)
    #expect(outcome(BlobConditions(ifModifiedSince: now), blob, isRead: true) == 304)
    #expect(outcome(BlobConditions(ifModifiedSince: now - 1), blob, isRead: true) == nil)
    #expect(outcome(BlobConditions(ifUnmodifiedSince: now - 1), blob) == 412)
  }
}

import Testing

@testable import OTAInterface

@Suite struct DateTextTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (1_795_478_948, "2026-11-24T00:09:08Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
      (253_402_300_799, "9999-12-31T23:59:59Z"), (-62_167_219_200, "0000-01-01T00:00:00Z"),
    ] as [(Int64, String)])
  func datesBothWays(seconds: Int64, text: String) {
    #expect(isoDate(seconds).text == text)
    #expect(parseISODate(Array(text.utf8)) == seconds)
  }

  /// Every day of eight centuries is the one after the day before.
  @Test func daysFollowEachOther() {
    for day: Int64 in -150_000..<150_000 where parseISODate(isoDate(day * 86_400)) != day * 86_400 {
      Issue.record("day \(day)")
    }
  }

  @Test func datesOutsideOfFourDigitYearsAreNumbers() {
    #expect(isoDate(.max).text == "9223372036854775807")
    #expect(isoDate(.min).text == "-9223372036854775808")
  }

  @Test(arguments: ["2026-11-24T00:09:28.5Z", "2026-11-24T00:09:28.0420000Z"]) func fractionsAreDropped(text: String) {
    #expect(parseISODate(Array(text.utf8)) == parseISODate(Bytes("2026-11-24T00:09:28Z")))
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-00-10", "2026-1-1T00:00Z", "2026-11-24 00:09:28", "2026-11-24T25:00Z", "2026-11-2x",
    "2026-11-24T00:09:28.Z", "2026-11-24T00:09:28.12345678Z", "2026-11-24T00:09:28.1xZ", "2026-11-24T00:09:28+01:00",
  ])
  func refusesOtherTexts(text: String) {
    #expect(parseISODate(Array(text.utf8)) == nil)
  }

  @Test func tokensTellTheirEnd() {
    #expect(blobTokenExpiry(Bytes("sv=2021-12-02&se=2026-12-24T00%3A09%3A28Z&sig=x")) == 1_798_070_968)
    #expect(blobTokenExpiry(Bytes("sv=1&se=2026-12-24&sig=x")) == 1_798_070_400)
    #expect(blobTokenExpiry(Bytes("sv=1&sig=x")) == nil)
    #expect(blobTokenExpiry(Bytes("se=tomorrow")) == nil)
  }
}

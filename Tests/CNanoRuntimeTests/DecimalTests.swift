import CRuntimeProbe
import Foundation
import Testing

/// Text of numbers and back, with Foundation and Swift's own conversion as oracles.
@Suite struct DecimalTests {
  private func parse(_ text: String) -> Double? {
    var value = 0.0
    return probe_parse_double(text, UInt32(text.utf8.count), &value) ? value : nil
  }

  /// Digits without zeros at the end, and the exponent of 0.ddd.
  private func digits(_ value: Double, _ significant: Int32, single: Bool = false) -> (text: String, point: Int) {
    var point: Int32 = 0
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      let count = Int(probe_digits(value, significant, single, buffer.baseAddress, &point))
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return (text, Int(point))
  }

  /// Finite doubles of every magnitude, subnormals too.
  private func samples(_ count: Int) -> [Double] {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { index in
      repeat {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        var bits = state & 0x7FFF_FFFF_FFFF_FFFF
        if index % 3 == 0 { bits &= 0x000F_FFFF_FFFF_FFFF }
        if index % 3 == 1 { bits = bits & 0x000F_FFFF_FFFF_FFFF | (983 + UInt64(index % 80)) << 52 }
        let value = Double(bitPattern: bits)
        if value.isFinite { return value }
      } while true
    }
  }

  @Test func readingIsExactlyRounded() {
    for value in samples(6000) {
      for text in [
        "\(value)", String(format: "%.17g", value), String(format: "%.25e", value), String(format: "%.5g", value),
      ] {
        #expect(parse(text) == Double(text), "\(text)")
      }
    }
  }

  @Test(arguments: [
    "1e400", "1e-400", "4.9e-324", "2.4703282292062327208e-324", "2.4703282292062328e-324", "1.7976931348623157e308",
    "1.7976931348623159e308", "9007199254740993", "9007199254740992.99999999999999999999999999999999999", "-0", ".5",
    "5.",
  ])
  func readsTheLimits(text: String) {
    let expected = strtod(text, nil)
    #expect(parse(text) == expected && parse(text)?.sign == expected.sign)
  }

  @Test(arguments: ["", " ", "-", "+", ".", "1e", "1e+", "x", "1x", "1 2", "1..2", "--1", "0x10", "1,5"])
  func refusesWhatIsNoNumber(text: String) {
    #expect(parse(text) == nil)
  }

  @Test func aVeryLongHalfwayCaseIsDecidedByItsLastDigit() {
    let half = "1." + String(repeating: "0", count: 15) + "1110223024625156540423631668090820312500000"
    #expect(parse(half) == 1)
    #expect(parse(half + String(repeating: "0", count: 700) + "1") == 1.0.nextUp)
  }

  @Test func digitsAreThoseOfPrintf() {
    for value in samples(3000) {
      // With 25 digits the samples' values can lie exactly halfway: printf rounds that to even, .NET away from zero.
      for significant in [1, 6, 9, 16, 17] as [Int32] {
        let printed = String(format: "%.\(significant - 1)e", value).split(separator: "e")
        var mantissa = printed[0].filter { $0 != "." }
        while mantissa.last == "0" { mantissa.removeLast() }
        let got = digits(value, significant)
        #expect(got.text == mantissa && (mantissa.isEmpty || got.point == Int(printed[1])! + 1), "\(value)")
      }
    }
  }

  @Test func theShortestDigitsReadBack() {
    for value in samples(3000) {
      let got = digits(value, 0)
      #expect(Double("0.\(got.text)e\(got.point)") == value)
      #expect(got.text.count <= 17)
    }
    #expect(digits(0.1, 0).text == "1")
    #expect(digits(0.1 + 0.2, 0).text == "30000000000000004")
    #expect(digits(Double(Float(3.1415927)), 0, single: true).text == "314159274")
    #expect(digits(Double(Float(0.1)), 0, single: true).text == "1")
  }
}

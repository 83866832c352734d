import Testing

@testable import OTAInterface

private func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONError) -> JSON {
  try JSON.parse(Array(text.utf8), limits: limits)
}

private func failure(_ text: String, limits: JSONLimits = .standard) -> JSONError? {
  do {
    _ = try parse(text, limits: limits)
    return nil
  } catch {
    return error
  }
}

@Suite struct JSONTests {
  @Test func readsEveryKindOfValue() throws {
    let value = try parse(
      #" { "a" : [ null , true, false, -0.5e1, 9223372036854775807 ], "b": {}, "c": "\u00e9\ud83d\ude00\n\/\\\"" } "#)
    #expect(value["a"] == [.null, true, false, -5.0, 9_223_372_036_854_775_807])
    #expect(value["b"] == [:])
    #expect(value["c"]?.stringValue?.text == "é😀\n/\\\"")
  }

  @Test func keepsIntegersExactlyAndWidensOthers() throws {
    #expect(try parse("-9223372036854775808") == .int(.min))
    #expect(try parse("9223372036854775808") == .double(9_223_372_036_854_775_808))
    #expect(try parse("5.0").intValue == 5)
    #expect(try parse("5.5").intValue == nil)
    guard case .double(let zero) = try parse("-0") else {
      Issue.record("-0 must be a double")
      return
    }
    #expect(zero.sign == .minus)
  }

  @Test(arguments: [
    ("", JSONError.Reason.unexpectedEnd, 0), ("{", .unexpectedEnd, 1), ("[1,]", .unexpectedByte, 3),
    ("[1 2]", .unexpectedByte, 3), ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1),
    ("01", .invalidNumber, 0), ("-", .invalidNumber, 0), ("1.", .invalidNumber, 0), ("1e", .invalidNumber, 0),
    ("1e999", .numberOutOfRange, 0), ("+1", .unexpectedByte, 0), ("nul", .unexpectedByte, 0),
    ("NaN", .unexpectedByte, 0), ("1 1", .trailingBytes, 2), ("\"a", .unexpectedEnd, 2),
    ("\"\u{1}\"", .controlCharacter, 1), ("\"\\x\"", .invalidEscape, 1), ("\"\\u12g4\"", .invalidEscape, 1),
    ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\ud800\\u0041\"", .loneSurrogate, 1), ("\"\\udc00\"", .loneSurrogate, 1),
    ("{\"a\":1,\"a\":2}", .duplicateName, 7), ("[\u{FEFF}]", .unexpectedByte, 1),
  ])
  func refusesWithReasonAndOffset(text: String, reason: JSONError.Reason, offset: Int) {
    #expect(failure(text) == JSONError(reason: reason, offset: offset))
  }

  @Test func refusesMalformedUTF8() {
    for octets: Bytes in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xFF]] {
      #expect(throws: JSONError(reason: .invalidUTF8, offset: 1)) { try JSON.parse([0x22] + octets + [0x22]) }
    }
  }

  @Test func obeysItsLimits() {
    let limits = JSONLimits(bytes: 20, depth: 3, members: 2)
    #expect(failure("[[[1]]]", limits: limits) == nil)
    #expect(failure("[[[[1]]]]", limits: limits)?.reason == .tooDeep)
    #expect(failure("[1]" + String(repeating: " ", count: 18), limits: limits)?.reason == .tooLong)
    #expect(failure("{\"a\":1,\"b\":2,\"c\":3}", limits: limits)?.reason == .tooManyMembers)
    #expect(failure(String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
  }

  @Test func writesWhatItReads() throws {
    for text in [
      #"{"z":1,"a":[null,true,{"x":""}],"s":"\"\\\n\u0001é"}"#, "-1.5", "1e+300", "5e-324", "[]",
    ] {
      let value = try parse(text)
      #expect(try JSON.parse(value.encoded()) == value)
      #expect(value.encoded().text == text)
    }
    #expect(JSON.double(.infinity).encoded().text == "null")
  }

  /// Every truncation and every single-byte change of a document is read or refused, never more.
  @Test func survivesDamage() {
    let document = Array(
      #"{"desired":{"Files":[{"FileName":"h\u00e9","n":-1.5e3}],"$version":7},"b":[true,null]}"#.utf8)
    for length in 0..<document.count { #expect((try? JSON.parse(Array(document.prefix(length)))) == nil) }
    for index in document.indices {
      for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x5D, 0x39, 0x80, 0xFF] {
        var damaged = document
        damaged[index] = byte
        _ = try? JSON.parse(damaged)
      }
    }
  }

  @Test func mergesPatchesAsTheHubDoes() throws {
    var twin = try parse(#"{"a":1,"b":{"x":1,"y":2},"c":[1,2]}"#).objectValue ?? JSONObject()
    twin.merge(try parse(#"{"a":null,"b":{"y":null,"z":3},"c":[3],"d":{"e":null,"f":1}}"#).objectValue ?? JSONObject())
    #expect(JSON.object(twin) == (try parse(#"{"b":{"x":1,"z":3},"c":[3],"d":{"f":1}}"#)))
  }

  @Test func comparesObjectsWithoutRegardToOrder() throws {
    #expect(try parse(#"{"a":1,"b":2}"#) == parse(#"{"b":2,"a":1}"#))
    #expect(try parse(#"{"a":1,"b":2}"#) != parse(#"{"b":2,"a":2}"#))
    #expect(try parse(#"{"a":1}"#) != parse(#"{"a":1,"b":2}"#))
  }
}

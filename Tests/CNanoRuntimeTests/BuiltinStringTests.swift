import CRuntimeProbe
import Testing

/// The strings that every file shares, which the runtime keeps packed.
@Suite struct BuiltinStringTests {
  @Test func everyStringIsThatOfThePublishedList() throws {
    let text = String(decoding: try Fixtures.read("\(Fixtures.root)/Tests/Oracles/builtin-strings.txt"), as: UTF8.self)
    let list = text.split(separator: "\n").map(String.init)
    #expect(list.count == 860)
    let unpacked = list.indices.map { String(cString: probe_builtin_string(UInt32($0))) }
    #expect(unpacked == list)
  }
}

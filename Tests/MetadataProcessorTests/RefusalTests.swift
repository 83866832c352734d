// Owns: what the converter refuses, and how it says so.

import Testing

@testable import MetadataProcessor

@Suite struct RefusalTests {
  /// Fixture, place and reason that the error has to name.
  static let refused: [(String, [String])] = [
    ("default_interface_method", ["I.B", "has a body"]),
    ("explicit_layout", ["U", "explicit layout"]),
    ("function_pointer", ["Program.Main at IL_", "calli"]),
    ("generic_method", ["Program.Same", "generic"]),
    ("generic_type", ["Box`1 is generic"]),
    ("long_branch", ["Program.F at IL_", "branch over"]),
    ("long_string", ["Strings", "at most"]),
    ("multi_dim_array", ["Program.Main at IL_", "int[,]"]),
    ("nul_in_string", ["Program.Main at IL_", "U+0000"]),
    ("pointer", ["Program.Sum", "int*"]),
    ("stackalloc", ["Program.Main at IL_", "localloc"]),
    ("too_many_fields", ["Big: 300 instance fields, at most 255"]),
    ("too_many_locals", ["Program.F: 300 locals, at most 255"]),
    ("too_many_methods", ["Program: 301 static methods, at most 255"]),
    ("too_many_switch", ["Program.F at IL_", "switch of 300 targets, at most 255"]),
    ("varargs", ["Program.N", "vararg"]),
  ]

  @Test(arguments: refused)
  func refusesByName(name: String, parts: [String]) throws {
    let input = try Fixtures.read("Programs/refused/\(name).exe")
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(input) }
    let text = error?.description ?? ""
    for part in parts { #expect(text.contains(part), "\(part) is not in: \(text)") }
    for problem in error?.problems ?? [] {
      #expect(problem.assembly == name)
      // Every one of these programs is one line below a comment.
      #expect(problem.source == SourcePosition(file: "/\(name).cs", line: 2), "\(problem)")
      #expect(problem.description.hasPrefix("/\(name).cs:2: \(name): "))
    }
  }

  @Test func tellsAllProblemsAtOnce() throws {
    let input = try Fixtures.read("Programs/refused/multi_dim_array.exe")
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(input) }
    // The constructor, Set and Address of the array, each where it is used.
    #expect((error?.problems.count ?? 0) >= 3)
    #expect(Set((error?.problems ?? []).map(\.ilOffset)).count >= 3)
  }

  /// Fixtures that convert, with what the warning says; nil: without one.
  static let accepted: [(String, String?)] = [
    ("array_attribute_argument", "KindAttribute is left out"),
    ("lone_surrogate", "U+FFFD"),
    ("native_int", nil),
    ("null_attribute_argument", "null string"),
    ("static_interface_method", nil),
  ]

  @Test(arguments: accepted)
  func accepts(name: String, warning: String?) throws {
    let conversion = try Converter.convertWithWarnings(try Fixtures.read("Programs/refused/\(name).exe"))
    #expect(conversion.warnings.count == (warning == nil ? 0 : 1))
    if let warning { #expect(conversion.warnings.first?.description.contains(warning) == true) }
  }

  /// No compiler of C# writes such a file, so the name of an explicit implementation is changed in a compiled one.
  @Test func refusesOverridesThatTheNameDoesNotTell() throws {
    var input = try Fixtures.read("Programs/types/type_interfaces.exe")
    let name = Array("Other.IShape.Area".utf8)
    let start = try #require(input.indices.first { input[$0...].starts(with: name) })
    input[start + name.count - 1] = UInt8(ascii: "x")
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(input) }
    #expect(error?.description.contains("Other.IShape.Arex: implements Other.IShape.Area under another name") == true)
  }

  @Test func refusesWhatIsNoAssembly() {
    for bytes in [[], [0x4D, 0x5A], Array("NFMRK1".utf8), [UInt8](repeating: 0, count: 4096)] {
      let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(bytes) }
      #expect(error?.description.contains("not a .NET assembly") == true)
    }
  }

  @Test func refusesTypesThatAreLeftOutButUsed() throws {
    let input = try Fixtures.read("Programs/types/type_inherit.exe")
    let whole = try Converter.convert(input)
    let error = #expect(throws: ConversionError.self) {
      _ = try Converter.convert(input, options: ConversionOptions(excludedTypes: ["Program/A"]))
    }
    #expect(error?.description.contains("left out of the output") == true)
    // Leaving out what is not there changes nothing.
    #expect(try Converter.convert(input, options: ConversionOptions(excludedTypes: ["No.Such.Type"])) == whole)
  }
}

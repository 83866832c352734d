// Owns: what the converter refuses, and how it says so.

import Testing

@testable import MetadataProcessor

@Suite struct RefusalTests {
  /// Fixture, place and reason that the error has to name.
  static let refused: [(String, [String])] = [
    ("default_interface_method", [".cs:2: ", "I.B", "has a body"]),
    ("explicit_layout", [".cs:2: ", "U", "explicit layout"]),
    ("function_pointer", [".cs:2: ", "Program.Main at IL_", "calli"]),
    ("generic_method", [".cs:2: ", "Program.Same", "generic"]),
    ("generic_type", [".cs:2: ", "Box`1 is generic"]),
    ("long_branch", [".cs:2: ", "Program.F at IL_", "branch over"]),
    ("long_code", [".cs:6: ", "Program.F2", "ByteCode: 70854 bytes of IL, at most 65534"]),
    ("long_signatures", [".cs:5: ", "Signatures: more than 65534 bytes of signatures, attributes and initial data"]),
    ("long_string", [".cs:2: ", "Program.Main at IL_", "Strings", "at most"]),
    ("multi_dim_array", [".cs:2: ", "Program.Main at IL_", "int[,]"]),
    ("nul_in_string", [".cs:2: ", "Program.Main at IL_", "U+0000"]),
    ("pointer", [".cs:2: ", "Program.Sum", "int*"]),
    ("stackalloc", [".cs:2: ", "Program.Main at IL_", "localloc"]),
    (
      "too_many_arguments",
      [
        ".cs:4: ", "Program.F: 256 parameters, at most 255 arguments", ".cs:5: ",
        "Program.G: 255 parameters and `this`, at most 255 arguments",
      ]
    ),
    ("too_many_clauses", [".cs:6: ", "Program.F: 300 exception clauses, at most 255"]),
    ("too_many_fields", [".cs:2: ", "Big: 300 instance fields, at most 255"]),
    ("too_many_locals", [".cs:2: ", "Program.F: 300 locals, at most 255"]),
    ("too_many_methods", [".cs:2: ", "Program: 301 static methods, at most 255"]),
    ("too_many_switch", [".cs:2: ", "Program.F at IL_", "switch of 300 targets, at most 255"]),
    ("varargs", [".cs:2: ", "Program.N", "vararg"]),
  ]

  @Test(arguments: refused)
  func refusesByName(name: String, parts: [String]) throws {
    let error = #expect(throws: ConversionError.self) {
      _ = try Converter.convert(
        try Fixtures.read("Programs/refused/\(name).exe"), options: try Fixtures.options(of: name))
    }
    let text = error?.description ?? ""
    for part in parts { #expect(text.contains(part), "\(part) is not in: \(text)") }
    for problem in error?.problems ?? [] {
      #expect(problem.assembly == name)
      #expect(problem.source?.file.hasSuffix("/\(name).cs") == true, "\(problem)")
      #expect(problem.description.hasPrefix(problem.source.map { "\($0): \(name): " } ?? "?"))
    }
  }

  /// Every program is refused, or accepted below.
  @Test func noFixtureIsForgotten() {
    let names = Fixtures.files(below: "Programs/refused", endings: [".exe"]).map {
      String($0.dropFirst("Programs/refused/".count).dropLast(4))
    }
    let tested = Self.refused.map(\.0) + Self.accepted.map(\.0) + ["unresolved_reference"]
    #expect(names.sorted() == tested.sorted())
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

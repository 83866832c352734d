// Owns: what the converter says of references to other assemblies, where it is given those.

import Testing

@testable import MetadataProcessor

@Suite struct ReferenceCheckTests {
  private func library(_ path: String, leaveOut types: [String] = []) throws -> ReferencedAssembly {
    ReferencedAssembly(try Fixtures.read(path), excludedTypes: types)
  }

  private func mscorlib(leaveOut types: [String] = []) throws -> ReferencedAssembly {
    try library("Programs/corelib/mscorlib.dll", leaveOut: types)
  }

  private func problems(
    _ input: [UInt8], _ references: [ReferencedAssembly]?, debugFile: [UInt8]? = nil
  ) -> [String] {
    let options = ConversionOptions(debugFile: debugFile, references: references)
    do throws(ConversionError) {
      _ = try Converter.convert(input, options: options)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  /// The core library of the tests has no Console; the library has lost a type, a field and a method.
  @Test func whatALibraryLostIsNamedWithItsLine() throws {
    let input = try Fixtures.read("Programs/refused/unresolved_reference.exe")
    let mdb = try Fixtures.read("Programs/refused/unresolved_reference.exe.mdb")
    let parts = try library("Programs/refused/unresolved_reference.Parts.dll")
    let expected = [
      (11, "Parts has no type Parts.Valve"), (12, "mscorlib has no type System.Console"),
      (10, "Parts.Motor of Parts has no field int Speed"),
      (9, "Parts.Motor of Parts has no method void Start(int)"),
    ].map { "/src/unresolved_reference.cs:\($0): unresolved_reference: unresolved reference: \($1)" }
    #expect(problems(input, [try mscorlib(), parts], debugFile: mdb) == expected)
    // Without references nothing is checked.
    #expect(problems(input, nil).isEmpty)
  }

  @Test func anAssemblyThatIsNotThereIsToldOnce() throws {
    let input = try Fixtures.read("Programs/refused/unresolved_reference.exe")
    let found = problems(input, [try mscorlib()])
    #expect(found.filter { $0.contains("there is no assembly Parts") }.count == 1)
    #expect(!found.contains { $0.contains("Motor") })
  }

  @Test func typesThatThePEFileLeavesOutAreNotThere() throws {
    let input = try Fixtures.read("Apps/GreenhouseCore/GreenhouseCore.dll")
    let whole = problems(input, [try mscorlib()])
    let found = problems(input, [try mscorlib(leaveOut: ["System.MulticastDelegate"])])
    let added = found.filter { !whole.contains($0) }
    #expect(added.count == 1)
    #expect(added.first?.contains("the PE file of mscorlib leaves System.MulticastDelegate out") == true)
  }

  /// Linkers compare major and minor version, and nothing else.
  @Test func versionsMatchByMajorAndMinor() throws {
    let input = try Fixtures.read("Programs/refused/unresolved_reference.exe")
    for (column, fits) in [(1, false), (2, false), (3, true), (4, true)] {
      var parts = try EditedAssembly(try Fixtures.read("Programs/refused/unresolved_reference.Parts.dll"))
      parts.rows[Table.assembly][0][column] = 7
      let found = problems(input, [try mscorlib(), ReferencedAssembly(parts.bytes())])
      #expect(found.contains { $0.contains("Parts has version") } == !fits, "column \(column)")
    }
  }

  @Test func membersAreFoundInBaseClassesOfOtherAssemblies() throws {
    // ToString of Motor is Object's.
    var edited = try EditedAssembly(try Fixtures.read("Programs/refused/unresolved_reference.exe"))
    let name = try #require(edited.module.memberReferences.firstIndex { $0.name == "Name" })
    edited.rows[Table.memberRef][name][1] = edited.addString("ToString")
    let parts = try library("Programs/refused/unresolved_reference.Parts.dll")
    let found = problems(edited.bytes(), [try mscorlib(), parts])
    #expect(!found.contains { $0.contains("ToString") })
    edited.rows[Table.memberRef][name][1] = edited.addString("ToStrinc")
    #expect(problems(edited.bytes(), [try mscorlib(), parts]).contains { $0.contains("no method string ToStrinc()") })
    // Without the core library the end of the hierarchy is not known.
    let cut = problems(edited.bytes(), [parts])
    #expect(cut.contains { $0.contains("the base class of Parts.Motor is in none of the given assemblies") })
  }

  @Test func aReferenceThatIsNoAssemblyIsAProblem() throws {
    let input = try Fixtures.read("Programs/refused/unresolved_reference.exe")
    let found = problems(input, [ReferencedAssembly([1, 2, 3])])
    #expect(found.count == 1)
    #expect(found.first?.contains("a referenced assembly cannot be read: not a .NET assembly") == true)
  }
}

// Programs of Tests/Programs through converter and runtime together: what differs from the reference's files shows only so.

import Foundation
import MetadataProcessor
import Testing

@Suite(.enabled(if: ClassLibrary.hasCompiler, "needs mcs")) struct ConvertedProgramTests {
  private static let programs = ClassLibrary.root.appendingPathComponent("Tests/Programs")

  private static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: programs.appendingPathComponent(path)))
  }

  /// Compiled programs, relative to Tests/Programs, of the folders where each converts.
  static let inputs: [String] = {
    let all = (FileManager.default.subpaths(atPath: programs.path) ?? []).sorted()
    return all.filter { path in
      (path.hasSuffix(".exe") || path.hasSuffix(".dll"))
        && !["refused/", "corelib/", "verify/"].contains { path.hasPrefix($0) }
    }
  }()

  /// They read attributes of types, fields and methods, whose owners the reference numbers wrongly in assemblies that
  /// leave types out, as each compiled by Roslyn does; and resources, of which it damages strings and hides files.
  @Test(arguments: [
    "modern/mod_attributes.exe", "reflection/refl_attributes.exe", "reflection/refl_attributes.roslyn.exe",
    "reflection/refl_attr_bool.exe", "reflection/refl_attr_bool.roslyn.exe", "resources/resapp.exe",
    "resources/reslen.exe", "resources/resparts.exe", "resources/rescert.exe",
  ])
  func printsWhatIsExpected(path: String) throws {
    let machine = try Machine(application: try Converter.convert(try Self.bytes(path)))
    try machine.runMain()
    let name = path.replacingOccurrences(of: ".roslyn", with: "").replacingOccurrences(of: ".exe", with: ".expected")
    #expect(machine.output == String(decoding: try Self.bytes(name), as: UTF8.self))
    #expect(machine.exceptions.isEmpty)
  }

  /// Features at the edge of the format that are accepted.
  @Test(arguments: [
    ("array_attribute_argument", "ok"), ("lone_surrogate", "2"), ("native_int", "8"), ("null_attribute_argument", "ok"),
    ("static_interface_method", "3"),
  ])
  func acceptedFeaturesRun(name: String, output: String) throws {
    let machine = try Machine(application: try Converter.convert(try Self.bytes("refused/\(name).exe")))
    try machine.runMain()
    #expect(machine.output == "\(output)\n")
    #expect(machine.exceptions.isEmpty)
  }

  /// The check of references finds everything that the linker finds: the class library has all that the programs use.
  @Test func referencesOfEveryProgramResolve() throws {
    let folder = try ClassLibrary.built.get()
    var library: [String: ReferencedAssembly] = [:]
    for project in try ClassLibrary.projects() where !project.sources.hasPrefix("apps/") {
      let file = [UInt8](try Data(contentsOf: folder.appendingPathComponent(project.file)))
      library[project.name] = ReferencedAssembly(file, excludedTypes: project.excludedTypes)
    }
    #expect(Self.inputs.count > 230)
    for path in Self.inputs {
      let input = try Self.bytes(path)
      let beside = path.contains(".roslyn.") ? ".roslyn.dll" : ".dll"
      let references = try PEImage(try Converter.convert(input)).references.map { name in
        if let known = library[name] { return known }
        return ReferencedAssembly(try Self.bytes("\(path.prefix { $0 != "/" })/\(name)\(beside)"))
      }
      do throws(ConversionError) {
        _ = try Converter.convert(input, options: ConversionOptions(references: references))
      } catch {
        Issue.record("\(path): \(error)")
      }
    }
  }
}

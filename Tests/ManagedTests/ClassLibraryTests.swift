// The class library against its contract: the API listings of the official assemblies, and the converter.

import Foundation
import MetadataProcessor
import Testing

@Suite(.enabled(if: ClassLibrary.hasCompiler, "needs mcs")) struct ClassLibraryTests {
  @Test func everyProjectCompiles() throws {
    let folder = try ClassLibrary.built.get()
    for project in try ClassLibrary.projects() {
      #expect(
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(project.file).path), "\(project.file)")
    }
  }

  @Test(.enabled(if: ClassLibrary.hasPython, "needs python3")) func publicAPIIsTheOfficialOne() throws {
    let script = ClassLibrary.root.appendingPathComponent("scripts/check-api.py").path
    let result = ClassLibrary.run(["python3", script, try ClassLibrary.built.get().path])
    #expect(result.status == 0, "\(result.output)")
  }

  @Test func everyAssemblyConvertsWithoutWarning() throws {
    let folder = try ClassLibrary.built.get()
    for project in try ClassLibrary.projects() {
      let image = try Data(contentsOf: folder.appendingPathComponent(project.file))
      let options = ConversionOptions(excludedTypes: project.excludedTypes)
      let conversion = try Converter.convertWithWarnings([UInt8](image), options: options)
      #expect(conversion.warnings.isEmpty, "\(project.file): \(conversion.warnings)")
      #expect(conversion.image.starts(with: Array("NFMRK1".utf8)))
    }
  }

  @Test func versionsInTheListAreThoseOfTheSources() throws {
    let managed = ClassLibrary.root.appendingPathComponent("managed")
    for project in try ClassLibrary.projects() {
      let file = managed.appendingPathComponent(project.sources).appendingPathComponent("AssemblyInfo.cs")
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains("AssemblyVersion(\"\(project.version)\")"), "\(project.sources)")
    }
  }
}

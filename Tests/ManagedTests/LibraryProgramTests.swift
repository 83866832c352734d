// Programs that use the class library, against what .NET (mono 6.8) printed for the same source.

import Foundation
import Testing

@Suite(.enabled(if: ClassLibrary.hasCompiler, "needs mcs")) struct LibraryProgramTests {
  @Test(arguments: ["cancellation", "fused", "library"]) func printsWhatDotNetPrints(name: String) throws {
    let machine = try Machine(application: try ClassLibrary.program(name))
    try machine.runMain()
    let expected = ClassLibrary.root.appendingPathComponent("Tests/ManagedTests/Programs/\(name).expected")
    #expect(machine.output == (try String(contentsOf: expected, encoding: .utf8)))
    #expect(machine.exceptions.isEmpty, "\(machine.exceptions)")
  }
}

// Owns: what the converter tells people about a file: changes since another build, the C header for its natives.

import Foundation
import Testing

@testable import MetadataProcessor

@Suite struct BuildReportTests {
  private func image(_ edited: EditedAssembly) throws -> PEImage { try PEImage(try Converter.convert(edited.bytes())) }

  @Test(arguments: ["Programs/resources/resapp.exe", "Programs/modern/mod_attributes.exe"])
  func thereIsNoChangeToTheSameBuild(path: String) throws {
    let image = try PEImage(try Converter.convert(try Fixtures.read(path)))
    #expect(image.changes(since: image).isEmpty)
  }

  @Test func changesAreNamed() throws {
    let before = try EditedAssembly(try Fixtures.read("Programs/debug/mcs/trace.exe"))
    var after = before
    // Another version, a renamed field, another body, a new method in the last type.
    after.rows[Table.assembly][0][2] = 9
    let field = try #require(before.module.fields.firstIndex { $0.name == "_limit" })
    after.rows[Table.field][field][1] = after.addString("_bound")
    after.setBody(before.method(named: "get_Item"), code: [0x00, 0x03, 0x2A])
    let body = after.addData([0x06, 0x2A])
    let last = before.module.types[try #require(before.module.types.indices.last)].fullName
    _ = after.addRow(
      Table.methodDef,
      [body, 0, 0x16, after.addString("Extra"), after.addBlob([0, 0, 1]), after.rows[Table.param].count + 1])
    let changes = try image(after).changes(since: try image(before)).sorted()
    #expect(
      changes
        == [
          "+ Fixtures.Deep._bound", "+ void \(last).Extra(), 1 bytes of IL", "- Fixtures.Deep._limit",
          "~ int Fixtures.Deep.get_Item(int), 12 bytes of IL, now 3", "~ version 0.0.0.0, now 0.9.0.0",
          // They name the field.
          "~ int Fixtures.Deep.Down(int)", "~ void Fixtures.Deep..ctor(int)",
        ].sorted())
  }

  /// The header is right C, and the table is what the runtime registers.
  @Test func nativeHeaderCompiles() throws {
    let options = ConversionOptions(excludedTypes: ["System.Decimal"])
    let image = try PEImage(
      try Converter.convert(try Fixtures.read("Programs/corelib/mscorlib.dll"), options: options))
    let header = try #require(image.nativeHeader())
    for native in image.natives { #expect(header.contains("{\"\(native.key)\", ")) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("natives-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try header.write(to: folder.appendingPathComponent("mscorlib_natives.h"), atomically: true, encoding: .utf8)
    // Names as an author has to write them: the compiler says so if they are others.
    let source = """
      #define MSCORLIB_NATIVES
      #include "mscorlib_natives.h"
      nano_status mscorlib_System_String_get_Length___I4(nano_call *call) { return call ? NANO_OK : NANO_NOT_FOUND; }
      nano_status add(nano_vm *vm) { return nano_register_natives(vm, mscorlib_natives, MSCORLIB_NATIVE_COUNT); }
      """
    try source.write(to: folder.appendingPathComponent("natives.c"), atomically: true, encoding: .utf8)
    let include = Fixtures.root.deletingLastPathComponent().appendingPathComponent("Sources/CNanoRuntime/include").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "clang", "-std=c17", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-I", include,
      folder.appendingPathComponent("natives.c").path,
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func withoutNativesThereIsNoHeader() throws {
    #expect(try PEImage(try Fixtures.read("Programs/types/type_structs.pe")).nativeHeader() == nil)
  }
}

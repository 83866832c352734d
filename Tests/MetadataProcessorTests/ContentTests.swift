// Owns: what converted files contain where there is no reference file, or the reference is wrong.

import Testing

@testable import MetadataProcessor

@Suite struct ContentTests {
  /// The lines of a summary from one that contains `first`, `count` of them, without indentation.
  private func lines(_ image: PEImage, from first: String, _ count: Int) -> [String] {
    let all = image.summary().split(separator: "\n").map { String($0.drop { $0 == " " }) }
    guard let start = all.firstIndex(where: { $0.contains(first) }) else { return [] }
    return Array(all[start..<min(start + count, all.count)])
  }

  /// The reference numbers owners before it leaves RefSafetyRulesAttribute out, and names wrong ones in this file.
  @Test func attributesAreOnTheirOwners() throws {
    let image = try PEImage(try Converter.convert(try Fixtures.read("Programs/modern/mod_attributes.exe")))
    let driver = lines(image, from: "[TagAttribute(\"driver\", 3)]", 9)
    #expect(
      driver.map { $0.prefix { $0 != "/" }.trimmed } == [
        "[TagAttribute(\"driver\", 3)]", "[MarkAttribute]", "internal class Driver : System.Object",
        "[TagAttribute(\"field\")]", "public int Speed", "[MarkAttribute]", "public string Note",
        "private int <Prop>k__BackingField", "[TagAttribute(\"run\", 7)]",
      ])
    #expect(lines(image, from: "class TagAttribute", 1) == ["internal sealed class TagAttribute : System.Attribute"])
    #expect(
      image.summary().contains(
        "[Microsoft.CodeAnalysis.EmbeddedAttribute]\n  internal sealed class System.Runtime.CompilerServices.NullableAttribute"
      ))
  }

  /// How many TypeDef rows have each `dataType` (pe-format 2.6).
  private func dataTypes(_ image: [UInt8]) -> [UInt8: Int] {
    var result: [UInt8: Int] = [:]
    for row in stride(from: image.u32(at: 0x28 + 4 * 4), to: image.u32(at: 0x28 + 4 * 5), by: 24) {
      result[image[row + 15], default: 0] += 1
    }
    return result
  }

  @Test func convertsACoreLibrary() throws {
    let options = ConversionOptions(excludedTypes: ["System.Decimal"])
    let file = try Converter.convert(try Fixtures.read("Programs/corelib/mscorlib.dll"), options: options)
    let image = try PEImage(file)
    #expect(image.assemblyName == "mscorlib")
    #expect(image.version == "1.17.3.4")
    #expect(image.headerChecksum.isRight && image.assemblyChecksum.isRight)
    // Computed by an independent checker.
    #expect(image.nativeChecksum.stored == 0xE14A_8848)
    #expect(image.nativeChecksum.isRight)
    #expect(
      image.natives.map(\.key) == [
        "mscorlib|System_Object|GetType___SystemType",
        "mscorlib|System_Runtime_CompilerServices_RuntimeHelpers|InitializeArray___STATIC__VOID__SystemArray__SystemRuntimeFieldHandle",
        "mscorlib|System_String|get_Length___I4",
        "mscorlib|System_String|Join___STATIC__STRING__STRING__SZARRAY_STRING",
        "mscorlib|System_String|Split___STATIC__BOOLEAN__BYREF_STRING__BYREF_SZARRAY_SZARRAY_U1",
        "mscorlib|System_WeakReference|get_Target___OBJECT",
      ])
    let summary = image.summary()
    #expect(!summary.contains("Decimal"))
    #expect(summary.contains("public int Invoke(!0, !0[])") || summary.contains("!1 Invoke(!0, !0[])"))
    #expect(summary.contains("private int _state"))
    #expect(summary.contains("private System.WeakReference _weak"))
    // The primitives each once, but Byte and Int32 with the enums on them; three handles.
    let once: [UInt8] = [1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 27]
    let counts = dataTypes(file)
    for code in once { #expect(counts[code] == 1, "data type \(code)") }
    #expect([counts[3], counts[7], counts[28]] == [2, 3, 3])
  }

  @Test func keepsLongResourceStrings() throws {
    let file = try Converter.convert(try Fixtures.read("Programs/resources/reslen.exe"))
    let image = try PEImage(file)
    // Lengths 0, 1, 126 ... 300 of the source, each with its NUL.
    let sizes = image.summary().split(separator: "\n").filter { $0.contains(" string ") && $0.contains(" bytes at ") }
      .compactMap { line in line.split(separator: " ").dropFirst(2).first.flatMap { Int($0) } }
    #expect(sizes.sorted() == [1, 2, 127, 128, 129, 130, 255, 256, 257, 301])
  }

  /// Modifiers that only compilers read. The reference writes `void` in the place of the type.
  @Test(arguments: [
    "System.Runtime.CompilerServices.IsExternalInit", "System.Runtime.InteropServices.InAttribute",
    "System.Runtime.CompilerServices.IsVolatile",
  ])
  func modifiersOfCompilersAreDropped(name: String) throws {
    var edited = try EditedAssembly(try Fixtures.read("Programs/types/type_structs.exe"))
    let dot = try #require(name.lastIndex(of: "."))
    let modifier = edited.addRow(
      Table.typeRef,
      [
        1 << 2 | 2, edited.addString(String(name[name.index(after: dot)...])), edited.addString(String(name[..<dot])),
      ])
    let coded = UInt8((modifier.row + 1) << 2 | 1)
    let field = try #require(edited.module.fields.firstIndex { !$0.isStatic })
    edited.rows[Table.field][field][2] = edited.addBlob([0x06, 0x1F, coded, 0x1D, 0x0E])
    let method = edited.method(named: "Main")
    edited.rows[Table.methodDef][method][4] = edited.addBlob([0x00, 0x00, 0x1F, coded, 0x01])
    let image = try PEImage(try Converter.convert(edited.bytes()))
    #expect(image.summary().contains("string[] \(edited.module.fields[field].name)"))
    #expect(image.summary().contains("void Main()"))
    // Nothing refers to the modifier any more, so there is no row for the linker to look for.
    #expect(!image.summary().contains(name))
  }

  /// [ExcludeType] leaves a type out, and what is nested in it, like an option that names it.
  @Test func typesCanBeLeftOutByAnAttribute() throws {
    let input = try Fixtures.read("Programs/debug/mcs/trace.exe")
    var edited = try EditedAssembly(input)
    let type = try #require(edited.module.types.firstIndex { $0.name == "Deep" })
    let scope = edited.rows[Table.typeRef][0][0]
    let mark = edited.addRow(
      Table.typeRef,
      [scope, edited.addString("ExcludeTypeAttribute"), edited.addString("System.Runtime.CompilerServices")])
    let constructor = edited.addRow(
      Table.memberRef, [(mark.row + 1) << 3 | 1, edited.addString(".ctor"), edited.addBlob([0x20, 0, 1])])
    _ = edited.addRow(
      Table.customAttribute, [(type + 1) << 5 | 3, (constructor.row + 1) << 3 | 3, edited.addBlob([1, 0, 0, 0])])
    // The program uses the type, so its file cannot do without: the uses are named.
    let byAttribute = #expect(throws: ConversionError.self) { _ = try Converter.convert(edited.bytes()) }
    let byName = #expect(throws: ConversionError.self) {
      _ = try Converter.convert(input, options: ConversionOptions(excludedTypes: ["Fixtures.Deep"]))
    }
    #expect(byAttribute?.problems == byName?.problems)
    #expect(byName?.description.contains("Fixtures.Program.Main at IL_") == true)
    // Without the uses it can, and nobody needs the attribute's class either.
    for (row, method) in edited.module.methods.enumerated() where method.hasBody && method.owner != type {
      edited.setBody(row, code: [0x14, 0x7A])
    }
    for (row, field) in edited.module.fields.enumerated() where field.type.names(.definition(type)) {
      edited.rows[Table.field][row][2] = edited.addBlob([0x06, 0x08])
    }
    let summary = try PEImage(try Converter.convert(edited.bytes())).summary()
    #expect(!summary.contains("Deep") && !summary.contains("ExcludeType"))
  }

  @Test func resultDependsOnTheInputAlone() throws {
    let input = try Fixtures.read("Apps/Greenhouse/Greenhouse.dll")
    #expect(try Converter.convert(input) == Converter.convert(input))
  }
}

extension Substring {
  /// Without spaces at the end.
  var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension TypeSignature {
  fileprivate func names(_ type: NamedType) -> Bool {
    if case .named(type, _) = self { return true }
    return false
  }
}

// Owns: embedded resources of every kind, in files that the tests write.

import Testing

@testable import MetadataProcessor

@Suite struct ResourceTests {
  /// A .resources stream, format version 2 (System.Resources.ResourceWriter): names with the code of a type and its bytes.
  private func stream(_ entries: [(name: String, code: UInt8, data: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(u32: 0xBEEF_CACE)
    bytes.append(u32: 1)
    bytes.append(u32: 0)
    bytes.append(u32: 2)
    bytes.append(u32: UInt32(entries.count))
    bytes.append(u32: 0)
    while bytes.count % 8 != 0 { bytes.append(UInt8(ascii: "P")) }
    for _ in entries { bytes.append(u32: 0) }
    var (names, data): ([UInt8], [UInt8]) = ([], [])
    for entry in entries {
      bytes.append(u32: UInt32(names.count))
      let text = entry.name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      names += [UInt8(text.count)] + text
      names.append(u32: UInt32(data.count))
      data += [entry.code] + entry.data
    }
    bytes.append(u32: UInt32(bytes.count + 4 + names.count))
    return bytes + names + data
  }

  /// An array or a stream: length, bytes.
  private func array(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.append(u32: UInt32(bytes.count))
    return result + bytes
  }

  /// An assembly with these resource files.
  private func assembly(_ files: [(name: String, content: [UInt8])]) throws -> [UInt8] {
    var edited = try EditedAssembly(try Fixtures.read("Programs/resources/resapp.exe"))
    edited.rows[Table.manifestResource] = []
    // Offsets count from the resources of the file as it was; the new ones come behind everything else.
    let start = try edited.module.file.offset(of: edited.module.file.resources.address)
    for file in files {
      let content = array(file.content)
      _ = edited.addData(content)
      let offset = edited.file.count - content.count - start
      _ = edited.addRow(Table.manifestResource, [offset, 1, edited.addString(file.name), 0])
    }
    return edited.bytes()
  }

  private static let gif = Array("GIF89a".utf8) + [32, 0, 16, 0, 0x80, 0, 0, 1, 2, 3]
  private static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8, 0, 48, 0, 64, 3, 1, 0x22, 0, 2, 0x11, 1]

  @Test func stringsBinariesFontsAndCompressedPictures() throws {
    let font = [0xA8, 0xB0, 0x95, 0xF9] + [UInt8](repeating: 7, count: 40)
    let content = stream([
      ("text", 1, [5] + Array("hello".utf8)), ("bytes", 0x20, array([1, 2, 3])), ("stream", 0x21, array([4, 5])),
      ("gif", 0x20, array(Self.gif)), ("jpeg", 0x20, array(Self.jpeg)), ("font", 0x20, array(font)),
    ])
    let conversion = try Converter.convertWithWarnings(try assembly([("Things.resources", content)]))
    #expect(conversion.warnings.isEmpty)
    let image = try PEImage(conversion.image)
    let file = try #require(image.resourceFiles.first)
    #expect(file.name == "Things.nanoresources")
    #expect(file.entries.map(\.identifier) == file.entries.map(\.identifier).sorted())
    let found = file.entries.map { entry in
      (entry.kind, Array(image.heap(PEFormat.resourcesData).dropFirst(entry.start).prefix(entry.size)))
    }
    // Bitmap header of the runtime: width, height, flags, a bit, then 1 for GIF and 2 for JPEG.
    let header = { (width: UInt8, height: UInt8, format: UInt8) -> [UInt8] in
      [width, 0, 0, 0, height, 0, 0, 0, 0, 0, 1, format]
    }
    let expected: [(Int, [UInt8])] = [
      (3, Array("hello".utf8) + [0]), (4, [1, 2, 3]), (4, [4, 5]), (1, header(32, 16, 1) + Self.gif),
      (1, header(64, 48, 2) + Self.jpeg), (2, [UInt8](repeating: 7, count: 16)),
    ]
    #expect(found.count == expected.count)
    for (kind, data) in expected { #expect(found.contains { $0.0 == kind && $0.1 == data }, "kind \(kind)") }
    for entry in file.entries where entry.kind < 3 { #expect(entry.start % 4 == 0) }
  }

  /// Kinds that the runtime has nothing for are refused by name, all of them at once.
  @Test func otherKindsAreRefusedByName() throws {
    var bitmap = Array("BM".utf8)
    bitmap.append(u32: 60)
    bitmap += [UInt8](repeating: 0, count: 54)
    let files = [
      ("A.resources", stream([("number", 8, [1, 0, 0, 0]), ("date", 15, array([]))])),
      ("B.resources", stream([("logo", 0x20, array(bitmap))])),
      ("C.txt", Array("plain text".utf8)), ("D.resources", stream([("same", 1, [0]), ("same", 1, [0])])),
    ]
    let error = #expect(throws: ConversionError.self) { _ = try Converter.convert(try assembly(files)) }
    #expect(
      error?.problems.map(\.message) == [
        "resource A.resources, number: only strings and byte arrays are supported",
        "resource A.resources, date: only strings and byte arrays are supported",
        "resource logo is a Windows bitmap: use GIF or JPEG", "resource C.txt is not a .resources stream",
        "two resources in D.resources have the identifier -27069",
      ])
  }

  /// The reference writes the rows of a second file where no program finds them.
  @Test func everyFileHasItsRows() throws {
    let files = (1...3).map { number in
      ("File\(number).resources", stream([("a", 1, [1, UInt8(ascii: "0") + UInt8(number)]), ("b", 0x20, array([9]))]))
    }
    let image = try PEImage(try Converter.convert(try assembly(files)))
    #expect(image.resourceFiles.map(\.name) == ["File1.nanoresources", "File2.nanoresources", "File3.nanoresources"])
    for (number, file) in image.resourceFiles.enumerated() {
      let strings = file.entries.filter { $0.kind == 3 }.map {
        Array(image.heap(PEFormat.resourcesData).dropFirst($0.start).prefix($0.size))
      }
      #expect(file.entries.count == 2)
      #expect(strings == [[UInt8(ascii: "1") + UInt8(number), 0]])
    }
  }
}

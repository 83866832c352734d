// Owns: the layout numbers of the PE format v1 that writer and viewer share (pe-format 1.1, 1.2, 3.1).

enum PEFormat {
  static let marker: [UInt8] = Array("NFMRK1".utf8) + [0, 0]
  static let headerSize = 124
  /// Tables without the terminating sixteenth entry, which marks the end of the file.
  static let tableCount = 15
  static let tableStarts = 0x28
  static let tablePaddings = 0x6C
  static let none: UInt16 = 0xFFFF

  static let tableNames = [
    "AssemblyRef", "TypeRef", "FieldRef", "MethodRef", "TypeDef", "FieldDef", "MethodDef", "Attributes", "TypeSpec",
    "Resources", "ResourcesData", "Strings", "Signatures", "ByteCode", "ResourcesFiles",
  ]

  /// Bytes of a row; 0 for the tables that are heaps.
  static let rowSizes = [12, 8, 8, 8, 24, 8, 16, 8, 4, 8, 0, 0, 0, 0, 24]

  static let assemblyRef = 0
  static let typeRef = 1
  static let fieldRef = 2
  static let methodRef = 3
  static let typeDef = 4
  static let fieldDef = 5
  static let methodDef = 6
  static let attributes = 7
  static let typeSpec = 8
  static let resources = 9
  static let resourcesData = 10
  static let strings = 11
  static let signatures = 12
  static let byteCode = 13
  static let resourcesFiles = 14

  /// Exclusive limits of row numbers in IL operands: type tokens have 14 bits, others 15.
  static let typeLimit = 0x4000
  static let memberLimit = 0x8000
}

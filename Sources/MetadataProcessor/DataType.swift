// Owns: the element codes of the PE format (pe-format 3.3), which are not ECMA-335's.

enum DataType {
  static let void: UInt8 = 0
  static let i4: UInt8 = 7
  static let `class`: UInt8 = 17
  static let valueType: UInt8 = 18
  static let vector: UInt8 = 19
  static let byReference: UInt8 = 20
  static let genericVariable: UInt8 = 21
  static let genericMethodVariable: UInt8 = 23

  /// Names of the codes, as the native checksum and the natives' keys spell them.
  static let names: [UInt8: String] = [
    0: "VOID", 1: "BOOLEAN", 2: "I1", 3: "U1", 4: "CHAR", 5: "I2", 6: "U2", 7: "I4", 8: "U4", 9: "R4", 10: "I8",
    11: "U8", 12: "R8", 13: "DATETIME", 14: "TIMESPAN", 15: "STRING", 16: "OBJECT", 17: "CLASS", 18: "VALUETYPE",
    19: "SZARRAY", 20: "BYREF", 21: "VAR", 22: "GENERICINST", 23: "MVAR", 27: "WEAKCLASS", 28: "REFLECTION",
  ]

  /// Types that are one code in signatures, in whatever assembly they are, by full name.
  static let inSignatures: [String: UInt8] = [
    "System.Void": 0, "System.Boolean": 1, "System.SByte": 2, "System.Byte": 3, "System.Char": 4, "System.Int16": 5,
    "System.UInt16": 6, "System.Int32": 7, "System.UInt32": 8, "System.Single": 9, "System.Int64": 10,
    "System.UInt64": 11, "System.Double": 12, "System.String": 15, "System.Object": 16, "System.WeakReference": 27,
    "System.IntPtr": 7, "System.UIntPtr": 8,
  ]

  /// The `dataType` of the definitions that the runtime knows (pe-format 2.6), by full name.
  static let ofDefinitions: [String: UInt8] = [
    "System.Boolean": 1, "System.SByte": 2, "System.Byte": 3, "System.Char": 4, "System.Int16": 5, "System.UInt16": 6,
    "System.Int32": 7, "System.UInt32": 8, "System.Single": 9, "System.Int64": 10, "System.UInt64": 11,
    "System.Double": 12, "System.DateTime": 13, "System.TimeSpan": 14, "System.String": 15,
    "System.WeakReference": 27, "System.RuntimeTypeHandle": 28, "System.RuntimeFieldHandle": 28,
    "System.RuntimeMethodHandle": 28,
  ]
}

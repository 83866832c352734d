// Owns: how the converter says what it cannot convert, and the options and result of a conversion.

/// One reason why an assembly cannot be converted, with the place in the input that it is about.
public struct ConversionProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// Simple name of the assembly; empty if the file could not be read far enough to know it.
  public var assembly: String
  /// Full name of the type (`Namespace.Outer/Inner`).
  public var type: String?
  /// Name of the method, or of the field, inside `type`.
  public var member: String?
  /// Offset of the instruction in the *input's* IL.
  public var ilOffset: Int?
  /// The line of that instruction; else the first of the method, or of the type; else where the type or reference is
  /// first used. nil without debug data.
  public var source: SourcePosition?
  /// What was found, and what the format allows instead.
  public var message: String

  public init(
    _ message: String, assembly: String = "", type: String? = nil, member: String? = nil, ilOffset: Int? = nil
  ) {
    self.assembly = assembly
    self.type = type
    self.member = member
    self.ilOffset = ilOffset
    self.message = message
  }

  public var description: String {
    var place = assembly
    if let type {
      place += place.isEmpty ? type : ": \(type)"
      if let member { place += member.hasPrefix(".") ? member : ".\(member)" }
    }
    if let ilOffset { place += " at IL_\(hex(UInt32(truncatingIfNeeded: ilOffset), digits: 4))" }
    let line = source.map { "\($0): " } ?? ""
    return line + (place.isEmpty ? message : "\(place): \(message)")
  }

  /// The same problem with its place filled in where it was not known yet.
  func within(type: String? = nil, member: String? = nil, ilOffset: Int? = nil) -> ConversionProblem {
    var problem = self
    if problem.type == nil {
      problem.type = type
      problem.member = member
    }
    if problem.ilOffset == nil { problem.ilOffset = ilOffset }
    return problem
  }
}

/// Why an assembly was refused: every problem found in one run, in the order of the input. There is no output.
public struct ConversionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one.
  public let problems: [ConversionProblem]

  public var description: String {
    var text = ""
    for problem in problems {
      if !text.isEmpty { text += "\n" }
      text += problem.description
    }
    return text
  }
}

/// What the user decides about a conversion.
public struct ConversionOptions: Sendable {
  /// Full names of types that are left out, with the types nested in them. A reference to one is a problem.
  public var excludedTypes: [String]
  /// What is beside the assembly: a portable PDB (ASSEMBLY.pdb) or mcs's symbol file (ASSEMBLY.exe.mdb). An embedded PDB
  /// is found without help, and goes before it.
  public var debugFile: [UInt8]?
  /// All assemblies that the input refers to, directly or through base classes: what it uses of them has to be there. nil:
  /// nothing is checked.
  public var references: [ReferencedAssembly]?

  public init(
    excludedTypes: [String] = [], debugFile: [UInt8]? = nil, references: [ReferencedAssembly]? = nil
  ) {
    self.excludedTypes = excludedTypes
    self.debugFile = debugFile
    self.references = references
  }
}

/// A finished conversion.
public struct Conversion: Sendable {
  /// The nanoFramework PE file.
  public let image: [UInt8]
  /// What was changed or left out without being an error.
  public let warnings: [ConversionProblem]
  /// The symbol file for `image` (docs/pe-symbols.md); nil if the assembly came without debug data.
  public let symbols: [UInt8]?
}

/// `value` in upper-case hexadecimal with at least `digits` digits.
func hex(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return text.utf8.count >= digits ? text : String(repeating: "0", count: digits - text.utf8.count) + text
}

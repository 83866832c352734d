// Owns: source positions of a compiled assembly, from whichever form of debug data there is.

/// A place in the source.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
  /// The name of the file as the compiler wrote it.
  public let file: String
  /// From 1.
  public let line: Int

  public var description: String { "\(file):\(line)" }
}

/// The instructions from `ilOffset` on, up to the next point's, come from a line. Offsets are those of the input.
struct SequencePoint: Equatable {
  let ilOffset: Int
  /// Index in `DebugInformation.files`.
  let file: Int
  let line: Int
}

struct DebugInformation {
  /// Names of source files.
  var files: [String] = []
  /// By method row of the assembly: ascending in `ilOffset`, no two alike; never empty. Hidden points are not there.
  private(set) var points: [Int: [SequencePoint]] = [:]
  /// Bytes of points that may still be read: hostile methods may share them.
  private var budget: Int

  /// - Parameter size: of the file that the points come from.
  init(size: Int) {
    budget = 4 * size
  }

  /// The debug data of an assembly: embedded, or else in `file`, which may be a portable PDB or a Mono symbol file. nil if
  /// there is neither. Throws if they are damaged or of another build.
  static func read(_ module: Module, beside file: [UInt8]?) throws(ConversionProblem) -> DebugInformation? {
    let directory = try DebugDirectory(module.file)
    if let embedded = directory.embeddedPDB {
      return try PortablePDB(embedded).information(for: module, identifier: directory.identifier)
    }
    guard let file else { return nil }
    if MonoSymbolFile.isOne(file) { return try MonoSymbolFile(file).information(for: module) }
    return try PortablePDB(file).information(for: module, identifier: directory.identifier)
  }

  /// Takes the points of a method in any order; of those at one offset the last holds. `size` is that of their encoding.
  mutating func add(_ points: [SequencePoint], ofMethod row: Int, size: Int) throws(ConversionProblem) {
    budget -= size
    guard budget >= 0 else { throw ConversionProblem("damaged file: methods share their sequence points") }
    var result: [SequencePoint] = []
    // Sorting by position as well keeps points at one offset in their order.
    let sorted = points.enumerated().sorted { ($0.element.ilOffset, $0.offset) < ($1.element.ilOffset, $1.offset) }
    for point in sorted.map(\.element) {
      if result.last?.ilOffset == point.ilOffset { result.removeLast() }
      result.append(point)
    }
    if !result.isEmpty { self.points[row] = result }
  }

  /// The position of an instruction; without one that of the method's first line.
  func position(ofMethod row: Int, ilOffset: Int?) -> SourcePosition? {
    guard let points = points[row] else { return nil }
    let point = ilOffset.flatMap { offset in points.last { $0.ilOffset <= offset } } ?? points.first
    guard let point, files.indices.contains(point.file) else { return nil }
    return SourcePosition(file: files[point.file], line: point.line)
  }
}

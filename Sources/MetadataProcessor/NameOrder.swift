// Owns: the order in which the reference converter sorts names: the invariant culture's comparison, which puts
// punctuation before digits before letters and looks at letter case only to break ties (pe-format 7.1).

enum NameOrder {
  /// Whether `left` sorts before `right`.
  static func precedes(_ left: String, _ right: String) -> Bool {
    let first = left.unicodeScalars.map(weight)
    let second = right.unicodeScalars.map(weight)
    if first.lexicographicallyPrecedes(second, by: { $0.primary < $1.primary }) { return true }
    if second.lexicographicallyPrecedes(first, by: { $0.primary < $1.primary }) { return false }
    return first.lexicographicallyPrecedes(second) { !$0.isUpper && $1.isUpper }
  }

  /// ASCII characters in ascending primary order; letters follow, both cases of one letter with the same weight.
  private static let punctuation = Array("\t\n\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789".unicodeScalars)

  private static let weights: [UInt32: UInt32] = {
    var weights: [UInt32: UInt32] = [:]
    for (index, scalar) in punctuation.enumerated() { weights[scalar.value] = UInt32(index) }
    return weights
  }()

  private static func weight(_ scalar: Unicode.Scalar) -> (primary: UInt32, isUpper: Bool) {
    switch scalar.value {
    case 0x41...0x5A: (0x100 + scalar.value - 0x41, true)
    case 0x61...0x7A: (0x100 + scalar.value - 0x61, false)
    default: (weights[scalar.value] ?? 0x200 + scalar.value, false)
    }
  }
}

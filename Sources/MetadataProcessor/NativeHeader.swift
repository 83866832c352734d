// Owns: the C header for people who write the native methods of an assembly.

extension PEImage {
  /// A C header with a prototype for each native method and the table for `nano_register_natives`; nil if the assembly
  /// has none.
  public func nativeHeader() -> String? {
    let natives = natives
    guard !natives.isEmpty else { return nil }
    let name = assemblyName.identifier
    var text = """
      /* The native methods of \(assemblyName) \(version), made by `edgeota convert --stubs`.
       *
       * Write each function in C. In one file, define \(name.uppercased())_NATIVES before this header is
       * included, and give the table to nano_register_natives before the assembly is loaded. A native that touches
       * fields of objects has to list them in the third column (nano.h): copy the row and register that one.
       */
      #ifndef \(name.uppercased())_NATIVES_H
      #define \(name.uppercased())_NATIVES_H

      #include "nano.h"

      #ifdef __cplusplus
      extern "C" {
      #endif

      """
    var rows = ""
    for (native, function) in zip(natives, functionNames(natives)) {
      text += "\n/* \(signature(native.row)) */\nnano_status \(function)(nano_call *call);\n"
      rows += "    {\"\(native.key)\", \(function), NULL},\n"
    }
    return text + """

      #define \(name.uppercased())_NATIVE_COUNT \(natives.count)u

      #ifdef \(name.uppercased())_NATIVES
      static const nano_native \(name)_natives[\(name.uppercased())_NATIVE_COUNT] = {
      \(rows)};
      #endif

      #ifdef __cplusplus
      }
      #endif
      #endif

      """
  }

  /// One C identifier for each, no two alike: names may differ in characters that C does not have.
  private func functionNames(_ natives: [NativeMethod]) -> [String] {
    var used: Set<String> = []
    return natives.map { native in
      let wanted = native.key.identifier
      let name = used.contains(wanted) ? "\(wanted)_\(native.row)" : wanted
      used.insert(name)
      return name
    }
  }

  private func signature(_ row: Int) -> String {
    let owner = methodOwners[row].map { typeDefinitionName($0) } ?? "?"
    let heading = methodHeading(row)
    // Names are the compiler's, but a hostile one must not end the comment.
    return "\(owner): \(heading)".replacing("*/", with: "* /")
  }
}

extension String {
  /// With `_` for everything that cannot be in a C identifier.
  fileprivate var identifier: String {
    let text = String(
      unicodeScalars.map {
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? Character($0) : "_"
      })
    return text.first?.isNumber == true ? "_\(text)" : text
  }
}

// Owns: which types and attributes do not reach the PE file (pe-format 2.9, 7.1).

struct AttributeFilter {
  /// Full names of the types that are left out.
  private let excluded: Set<String>

  /// Types that compilers add to an assembly for themselves.
  private static let alwaysExcluded = [
    "ThisAssembly", "System.Runtime.CompilerServices.RefSafetyRulesAttribute",
    "System.Runtime.CompilerServices.AccessedThroughPropertyAttribute",
  ]

  /// Attributes for compilers, debuggers and designers.
  private static let ignored: Set<String> = [
    "System.Reflection.AssemblyFileVersionAttribute", "System.Runtime.InteropServices.ComVisibleAttribute",
    "System.Runtime.InteropServices.GuidAttribute", "System.ParamArrayAttribute", "System.SerializableAttribute",
    "System.NonSerializedAttribute", "System.Runtime.InteropServices.StructLayoutAttribute",
    "System.Runtime.InteropServices.LayoutKind", "System.Runtime.InteropServices.OutAttribute",
    "System.Runtime.CompilerServices.ExtensionAttribute", "System.Runtime.CompilerServices.MethodImplAttribute",
    "System.Runtime.CompilerServices.NullableAttribute", "System.Runtime.CompilerServices.NullableContextAttribute",
    "System.Runtime.CompilerServices.InternalsVisibleToAttribute",
    "System.Runtime.CompilerServices.IndexerNameAttribute", "System.Runtime.CompilerServices.MethodImplOptions",
    "System.Runtime.CompilerServices.RefSafetyRulesAttribute", "System.Reflection.FieldNoReflectionAttribute",
    "System.Diagnostics.DebuggableAttribute", "System.Diagnostics.DebuggerBrowsableAttribute",
    "System.Diagnostics.DebuggerBrowsableState", "System.Diagnostics.DebuggerHiddenAttribute",
    "System.Diagnostics.DebuggerNonUserCodeAttribute", "System.Diagnostics.DebuggerStepThroughAttribute",
    "System.Diagnostics.DebuggerDisplayAttribute", "System.AttributeUsageAttribute", "System.CLSCompliantAttribute",
    "System.FlagsAttribute", "System.ObsoleteAttribute", "System.Diagnostics.ConditionalAttribute",
    "System.ComponentModel.EditorBrowsableAttribute", "System.Reflection.DefaultMemberAttribute",
    "System.MTAThreadAttribute", "System.STAThreadAttribute",
  ]

  private static let excludeMark = "System.Runtime.CompilerServices.ExcludeTypeAttribute"
  private static let ignoredNamespace = "System.Diagnostics.CodeAnalysis"

  init(module: Module, options: ConversionOptions) {
    var excluded = Set(options.excludedTypes)
    excluded.formUnion(Self.alwaysExcluded)
    for (row, type) in module.types.enumerated() {
      let attributes = module.attributes[.type(row)] ?? []
      if attributes.contains(where: { module.attributeName($0) == Self.excludeMark }) { excluded.insert(type.fullName) }
    }
    self.excluded = excluded
  }

  /// Whether a type is left out: itself or a type around it is named.
  func excludes(_ row: Int, in module: Module) -> Bool {
    var type = module.types[row]
    while true {
      if excluded.contains(type.fullName) { return true }
      guard let enclosing = type.enclosing else { return false }
      type = module.types[enclosing]
    }
  }

  /// Whether an attribute could be written: it is not for tools, and its class is not left out.
  func admits(_ attribute: CustomAttribute, in module: Module) -> Bool {
    let name = module.attributeName(attribute)
    // Nested attribute classes go with the class around them.
    let outer = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? name
    return [name, outer].allSatisfy { !Self.ignored.contains($0) && !excluded.contains($0) }
  }

  /// Whether an attribute that is admitted is a reason to keep its class and constructor.
  func keepsConstructor(_ attribute: CustomAttribute, in module: Module) -> Bool {
    admits(attribute, in: module) && !module.attributeName(attribute).hasPrefix(Self.ignoredNamespace)
  }
}

extension Module {
  /// Full name of an attribute's class; empty if its constructor is of a constructed type.
  func attributeName(_ attribute: CustomAttribute) -> String {
    let constructor = attribute.constructor
    switch constructor.table {
    case Table.methodDef where methods.indices.contains(constructor.row):
      return types[methods[constructor.row].owner].fullName
    case Table.memberRef where memberReferences.indices.contains(constructor.row):
      return named(memberReferences[constructor.row].parent).map { fullName($0) } ?? ""
    default:
      return ""
    }
  }
}

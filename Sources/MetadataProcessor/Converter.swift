// Owns: the public entry to the conversion of .NET assemblies.

/// Converts .NET assemblies (ECMA-335) to nanoFramework PE files, format v1. Referenced assemblies are not
/// needed; with them, references are checked.
public struct Converter {
  /// Converts one assembly.
  /// - Parameters:
  ///   - image: the bytes of a .dll or .exe, as compilers write them. They are not trusted: damaged files are refused.
  ///   - options: what to leave out.
  /// - Returns: the bytes of the .pe file. They depend on nothing but the parameters.
  /// - Throws: every construct of the assembly that the format does not have, or breaks a limit of.
  public static func convert(
    _ image: [UInt8], options: ConversionOptions = ConversionOptions()
  ) throws(ConversionError) -> [UInt8] {
    try convertWithWarnings(image, options: options).image
  }

  /// Converts one assembly, and tells what was changed or left out without being an error.
  public static func convertWithWarnings(
    _ image: [UInt8], options: ConversionOptions = ConversionOptions()
  ) throws(ConversionError) -> Conversion {
    let module: Module
    do throws(ConversionProblem) {
      module = try Module(image)
    } catch {
      throw ConversionError(problems: [error])
    }
    let (debug, debugProblem) = debugInformation(of: module, options)
    let (bodies, bodyProblems) = bodies(of: module)
    var writer = ImageWriter(module: module, options: options, bodies: bodies, debug: debug)
    if let debugProblem { writer.warn("no source positions: \(debugProblem.message)") }
    for (method, problem) in bodyProblems { writer.report(problem, on: .method(method)) }
    writer.checkDefinitions()
    if let references = options.references { writer.checkReferences(references) }
    let output = writer.image()
    guard writer.problems.isEmpty else { throw ConversionError(problems: writer.problems) }
    let symbols = debug.map { SymbolFile.bytes(image: output, points: writer.convertedPoints, files: $0.files) }
    return Conversion(image: output, warnings: writer.warnings, symbols: symbols)
  }

  /// Debug data that cannot be used are no reason to refuse the assembly.
  private static func debugInformation(
    of module: Module, _ options: ConversionOptions
  ) -> (DebugInformation?, ConversionProblem?) {
    do throws(ConversionProblem) {
      return (try DebugInformation.read(module, beside: options.debugFile), nil)
    } catch {
      return (nil, error)
    }
  }

  /// All method bodies, by method row, and what is wrong with the others.
  private static func bodies(of module: Module) -> ([MethodBody?], [(method: Int, ConversionProblem)]) {
    var bodies: [MethodBody?] = []
    var problems: [(method: Int, ConversionProblem)] = []
    var budget = MethodBody.Budget()
    for (row, method) in module.methods.enumerated() {
      do throws(ConversionProblem) {
        bodies.append(method.hasBody ? try module.body(of: method, budget: &budget) : nil)
      } catch {
        problems.append((row, error))
        bodies.append(nil)
      }
    }
    return (bodies, problems)
  }
}

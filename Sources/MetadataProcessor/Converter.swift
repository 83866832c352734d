// Owns: the public entry to the conversion of .NET assemblies.

/// Converts .NET assemblies (ECMA-335) to nanoFramework PE files, format v1. Referenced assemblies are not needed.
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
    let bodies = try bodies(of: module)
    var writer = ImageWriter(module: module, options: options, bodies: bodies)
    writer.checkDefinitions()
    let output = writer.image()
    guard writer.problems.isEmpty else { throw ConversionError(problems: writer.problems) }
    return Conversion(image: output, warnings: writer.warnings)
  }

  /// All method bodies, by method row. Without them there is nothing to say about the rest of the assembly.
  private static func bodies(of module: Module) throws(ConversionError) -> [MethodBody?] {
    var bodies: [MethodBody?] = []
    // Far more than the format's 64 KiB of strings: the same literal counts each time that it occurs.
    var literalBudget = 64 << 20
    var problems: [ConversionProblem] = []
    for method in module.methods {
      do throws(ConversionProblem) {
        bodies.append(method.hasBody ? try module.body(of: method, literalBudget: &literalBudget) : nil)
      } catch {
        var problem = error.within(type: module.types[method.owner].fullName, member: method.name)
        problem.assembly = module.name
        problems.append(problem)
        bodies.append(nil)
      }
    }
    guard problems.isEmpty else { throw ConversionError(problems: problems) }
    return bodies
  }
}

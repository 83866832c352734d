// Which compilers of C# there are, and how they are called.

import Foundation
import ToolSupport

/// What a compiler makes one assembly of.
struct CompileJob {
  var name: String
  var isProgram: Bool
  var sources: [String]
  var references: [LibraryReference]
  var defines: [String] = []
  var excludedTypes: [String] = []
  var folder: String
  var compiler = CSharpCompiler.mcs
  var warningsAreErrors = false
  /// Where the C header for its natives goes, if anywhere.
  var stubFolder: String?
  /// A folder that is written as its last part in debug data, so that these are the same on every machine.
  var sourceRoot: String?

  var assembly: String { "\(folder)/\(name).\(isProgram ? "exe" : "dll")" }
  var image: String { "\(folder)/\(name).pe" }
}

enum CSharpCompiler: String, CaseIterable {
  /// Of mono, C# 7.
  case mcs
  /// Roslyn of a .NET SDK.
  case csc

  /// The program and its first arguments.
  struct Command {
    var program: String
    var arguments: [String] = []
  }

  /// Where the compiler is on this machine.
  func locate() throws -> Command {
    switch self {
    case .mcs:
      guard let mcs = Self.find("mcs") else {
        throw CommandFailure(
          .unavailable,
          "the compiler mcs is not installed: apt-get install mono-mcs, or use --compiler csc with a .NET SDK")
      }
      return Command(program: mcs)
    case .csc:
      guard let dotnet = Self.find("dotnet") else {
        throw CommandFailure(.unavailable, "--compiler csc needs a .NET SDK, but there is no dotnet on PATH")
      }
      return Command(program: dotnet, arguments: [try Self.roslyn(dotnet)])
    }
  }

  /// The compiler of the newest SDK; `dotnet --list-sdks` prints "10.0.100 [/usr/share/dotnet/sdk]", oldest first.
  private static func roslyn(_ dotnet: String) throws -> String {
    let list = try Subprocess.run(dotnet, ["--list-sdks"]).output
    for line in list.split(separator: "\n").reversed() {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { continue }
      let path = "\(words[1].dropFirst().dropLast())/\(words[0])/Roslyn/bincore/csc.dll"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw CommandFailure(
      .unavailable, "--compiler csc needs a .NET SDK, but `dotnet --list-sdks` names none with Roslyn")
  }

  private static func find(_ program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  func arguments(for job: CompileJob) -> [String] {
    var arguments = [
      "-nologo", "-nostdlib", "-noconfig", "-optimize+", "-nowarn:659,661,1718",
      "-target:\(job.isProgram ? "exe" : "library")", "-out:\(job.assembly)",
    ]
    switch self {
    case .mcs: arguments += ["-langversion:7", "-debug"]
    case .csc: arguments += ["-langversion:latest", "-unsafe-", "-deterministic", "-debug:embedded"]
    }
    if let root = job.sourceRoot { arguments.append("-pathmap:\(root)=\((root as NSString).lastPathComponent)") }
    if job.warningsAreErrors { arguments.append("-warnaserror+") }
    return arguments + job.references.map { "-r:\($0.path)" } + job.defines.map { "-d:\($0)" } + job.sources
  }

  /// Compiles; returns the compiler's warnings.
  func compile(_ job: CompileJob) throws -> String {
    let command = try locate()
    let result = try Subprocess.run(command.program, command.arguments + arguments(for: job))
    guard result.status == 0 else {
      throw CommandFailure(.refused, "\(job.name) does not compile:\n\(result.output)\(hint(result.output))")
    }
    return result.output
  }

  /// mcs takes System.Decimal for a type that every core library has.
  private func hint(_ output: String) -> String {
    guard self == .mcs, output.contains("ArgumentNullException") else { return "" }
    return "mcs stops so when the mscorlib that it is given has no System.Decimal, as that of nanoFramework: "
      + "use the class library's, or --compiler csc\n"
  }
}

// `edgeota build` and `edgeota convert` as their users see them: files, exit codes, what is printed.

import Foundation
import Testing
import ToolSupport

/// A folder with sources, removed at the end.
private final class Workshop {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgeota-build-\(UUID().uuidString)").path

  init(_ files: [String: String]) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ text: String, _ name: String) throws {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Runs `edgeota build SOURCES -o FOLDER`.
  func build(_ arguments: String..., environment: [String: String] = [:]) throws -> ProgramResult {
    try Tool.run("edgeota", ["build", "-o", folder] + arguments, environment)
  }

  func edgeota(_ arguments: String...) throws -> ProgramResult { try Tool.run("edgeota", arguments) }
}

@Suite struct BuildCommandTests {
  private static let greeter = """
    using System;
    class Program
    {
        static int Twice(int x) { return x * 2; }
        static void Main() { Console.WriteLine("twice four is " + Twice(4).ToString()); }
    }
    """

  @Test func buildsOnceAndTellsWhatChanged() throws {
    let workshop = try Workshop(["greeter.cs": Self.greeter])
    let source = workshop.path("greeter.cs")
    let first = try workshop.build(source)
    #expect(first.status == 0)
    #expect(first.output.hasSuffix("greeter.pe  \(try size(workshop, "greeter.pe")) bytes\n"))
    for name in ["greeter.exe", "greeter.exe.mdb", "greeter.pe", "greeter.pesym"] { #expect(workshop.exists(name)) }
    #expect(try workshop.edgeota("exec", workshop.path("greeter.pe")).output == "twice four is 8\n")

    let date = try modified(workshop, "greeter.exe")
    #expect(try workshop.build(source).output.hasSuffix(" bytes, up to date\n"))
    #expect(try modified(workshop, "greeter.exe") == date)

    try workshop.write(Self.greeter.replacingOccurrences(of: "x * 2", with: "x + x + 0 * x"), "greeter.cs")
    let second = try workshop.build(source)
    #expect(second.output.contains("  ~ int Program.Twice(int), 4 bytes of IL, now "))
    #expect(!second.output.contains("Main"))

    // Results that somebody touched, or took away, are made again.
    try workshop.write("", "greeter.pe")
    #expect(try !workshop.build(source).output.contains("up to date"))
    try FileManager.default.removeItem(atPath: workshop.path("greeter.pesym"))
    #expect(try !workshop.build(source).output.contains("up to date"))
    #expect(workshop.exists("greeter.pesym"))
    // Other options are another build.
    #expect(try !workshop.build(source, "--define", "DEBUG").output.contains("up to date"))
  }

  private func size(_ workshop: Workshop, _ name: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: workshop.path(name))[.size] as? Int ?? -1
  }

  private func modified(_ workshop: Workshop, _ name: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: workshop.path(name))[.modificationDate] as? Date
  }

  @Test func everyErrorNamesItsLineAndNothingIsWritten() throws {
    let workshop = try Workshop([
      "wrong.cs": """
      class Program
      {
          static T Same<T>(T x) { return x; }
          static void Main()
          {
              int[,] table = new int[2, 2];
              string text = "a\\0b";
          }
      }
      """
    ])
    let result = try workshop.build(workshop.path("wrong.cs"))
    #expect(result.status == 65)
    for part in [
      "wrong.cs:3: wrong: Program.Same: generic methods", "wrong.cs:6: wrong: Program.Main at IL_",
      "arrays have one dimension", "wrong.cs:7: wrong: Program.Main at IL_", "literal with U+0000",
    ] {
      #expect(result.output.contains(part), "\(part) is not in \(result.output)")
    }
    #expect(!workshop.exists("wrong.pe"))
    try workshop.write("class Program { static void Main() { return 1 } }", "wrong.cs")
    let second = try workshop.build(workshop.path("wrong.cs"))
    #expect(second.status == 65)
    #expect(second.output.contains("wrong does not compile") && second.output.contains("wrong.cs(1,"))
  }

  @Test func warningsCanBeErrors() throws {
    let converts = "class Program { static void Main() { System.Console.WriteLine(\"\\ud83d\"); } }"
    let compiles = "class Program { static void Main() { int unused = 1; } }"
    for (text, part) in [(converts, "lone surrogate"), (compiles, "CS0219")] {
      let workshop = try Workshop(["loose.cs": text])
      let tolerant = try workshop.build(workshop.path("loose.cs"))
      #expect(tolerant.status == 0)
      #expect(tolerant.output.contains("warning") && tolerant.output.contains(part))
      // What is up to date still says what it said.
      #expect(try workshop.build(workshop.path("loose.cs")).output.contains(part))
      try FileManager.default.removeItem(atPath: workshop.path("loose.pe"))
      let strict = try workshop.build(workshop.path("loose.cs"), "--warnings-as-errors")
      #expect(strict.status == 65)
      #expect(strict.output.contains(part))
      #expect(!workshop.exists("loose.pe"))
    }
  }

  @Test func referencesAreCompiledAgainstAndChecked() throws {
    let library =
      "public class Parts { public static int Count() { return 3; } public static int Weight() { return 1; } }"
    let workshop = try Workshop([
      "Parts.cs": library,
      "App.cs": "class App { static void Main() { System.Console.WriteLine(Parts.Count().ToString()); } }",
    ])
    #expect(try workshop.build(workshop.path("Parts.cs"), "--library").status == 0)
    let parts = workshop.path("Parts.dll")
    #expect(try workshop.build(workshop.path("App.cs"), "-r", parts).status == 0)
    let run = try workshop.edgeota("exec", workshop.path("Parts.pe"), workshop.path("App.pe"))
    #expect(run.output == "3\n")

    // A library that somebody else compiled, and the application as it was, without the method it uses.
    try workshop.write(library.replacingOccurrences(of: "Count", with: "Number"), "Parts.cs")
    #expect(try workshop.build(workshop.path("Parts.cs"), "--library").output.contains("+ int Parts.Number()"))
    let app = workshop.path("App.exe")
    let stale = try workshop.build(app, "-r", parts)
    #expect(stale.status == 65)
    #expect(stale.output.contains("App.cs:1: App: unresolved reference: Parts of Parts has no method int Count()"))
    let checked = try workshop.edgeota("convert", app, "-o", workshop.path("App.pe"), "-r", parts)
    #expect(checked.status == 65)
    #expect(checked.output.contains("there is no assembly mscorlib"))
    #expect(try workshop.edgeota("convert", app, "-o", workshop.path("App.pe")).status == 0)
    let without = try workshop.build(app)
    #expect(without.output.contains("unresolved reference: there is no assembly Parts"))
  }

  @Test func assembliesOfOthersAreConverted() throws {
    let workshop = try Workshop([:])
    let apps = "\(packageRoot)/Tests/Apps"
    let core = "\(apps)/GreenhouseCore/GreenhouseCore.dll"
    let result = try workshop.build(core, "\(apps)/Greenhouse/Greenhouse.dll")
    #expect(result.status == 0, "\(result.output)")
    #expect(workshop.exists("GreenhouseCore.pe") && workshop.exists("Greenhouse.pe"))
    // Again, over what is there.
    #expect(try workshop.build(core).output.contains("bytes, no change"))
  }

  @Test func typesCanBeLeftOut() throws {
    let workshop = try Workshop(["App.cs": "class Extra { } class App { static void Main() { } }"])
    #expect(try workshop.build(workshop.path("App.cs")).status == 0)
    let app = workshop.path("App.exe")
    for option in ["--exclude", "-excludeClassByName", "--excludeClassByName"] {
      let output = workshop.path("less.pe")
      #expect(try workshop.edgeota("convert", app, "-o", output, option, "Extra").status == 0)
      let summary = try workshop.edgeota("inspect", "--no-load", output).output
      #expect(summary.contains("class App") && !summary.contains("Extra"))
    }
  }

  @Test func stubsForNatives() throws {
    let workshop = try Workshop([
      "Gadget.cs": """
      using System.Runtime.CompilerServices;
      public class Gadget { [MethodImpl(MethodImplOptions.InternalCall)] public extern static int Read(byte[] into); }
      """
    ])
    let source = workshop.path("Gadget.cs")
    #expect(try workshop.build(source, "--library", "--stubs", workshop.path("stubs")).status == 0)
    let header = try String(contentsOfFile: workshop.path("stubs/Gadget_natives.h"), encoding: .utf8)
    #expect(header.contains("nano_status Gadget_Gadget_Read___STATIC__I4__SZARRAY_U1(nano_call *call);"))
    #expect(
      header.contains(
        "{\"Gadget|Gadget|Read___STATIC__I4__SZARRAY_U1\", Gadget_Gadget_Read___STATIC__I4__SZARRAY_U1, NULL},"))
  }

  @Test func missingCompilersAreNamed() throws {
    let workshop = try Workshop(["App.cs": Self.greeter])
    let source = workshop.path("App.cs")
    let nothing = ["PATH": workshop.folder]
    let mcs = try workshop.build(source, environment: nothing)
    #expect(mcs.status == 69 && mcs.output.contains("mcs is not installed: apt-get install mono-mcs"))
    let csc = try workshop.build(source, "--compiler", "csc", environment: nothing)
    #expect(csc.status == 69 && csc.output.contains("no dotnet on PATH"))
    let other = try workshop.build(source, "--compiler", "gcc")
    #expect(other.status == 64 && other.output.contains("takes mcs or csc"))
  }

  /// Few machines have a .NET SDK, so a script plays one: it says where Roslyn is, and compiles with mcs what it is told.
  @Test func cscIsThatOfTheNewestSDK() throws {
    let workshop = try Workshop(["App.cs": Self.greeter])
    for version in ["9.0.100", "10.0.100"] {
      let folder = workshop.path("sdk/\(version)/Roslyn/bincore")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try workshop.write("", "sdk/\(version)/Roslyn/bincore/csc.dll")
    }
    try workshop.write(
      """
      #!/bin/bash
      if [ "$1" = --list-sdks ]; then printf '%s [\(workshop.folder)/sdk]\\n' 9.0.100 10.0.100 11.0.100; exit; fi
      printf '%s\\n' "$@" >"\(workshop.folder)/arguments"
      shift
      for argument; do
          case $argument in -langversion:latest | -unsafe- | -deterministic | -debug:embedded) ;; *) kept+=("$argument") ;; esac
      done
      exec mcs -langversion:7 "${kept[@]}"
      """, "dotnet")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workshop.path("dotnet"))
    let path = "\(workshop.folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    let result = try workshop.build(workshop.path("App.cs"), "--compiler", "csc", environment: ["PATH": path])
    #expect(result.status == 0, "\(result.output)")
    let arguments = try String(contentsOfFile: workshop.path("arguments"), encoding: .utf8).split(separator: "\n")
    #expect(arguments.first.map(String.init) == workshop.path("sdk/10.0.100/Roslyn/bincore/csc.dll"))
    for option in ["-noconfig", "-nostdlib", "-optimize+", "-deterministic", "-debug:embedded", "-langversion:latest"] {
      #expect(arguments.contains { $0 == option }, "\(option)")
    }
    #expect(try workshop.edgeota("exec", workshop.path("App.pe")).output == "twice four is 8\n")
  }
}

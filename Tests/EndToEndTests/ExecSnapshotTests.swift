// `edgeota exec --save` and `--restore`: a run that goes on in another process, and snapshots that are refused.

import CloudSupport
import Foundation
import Testing
import ToolSupport

/// A folder with its own key, removed at the end.
private final class Drawer {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgeota-exec-\(UUID().uuidString)").path

  init() throws { try makePrivateFolder(folder) }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func exec(_ arguments: String...) throws -> ProgramResult {
    try Tool.run("edgeota", ["exec", "--state", folder] + arguments)
  }

  /// Saves a run; what it printed before.
  func save(_ program: String, after pause: Int, _ name: String = "saved") throws -> String {
    let result = try exec("--pause", "\(pause)", "--save", path(name), program)
    let note = "saved to \(path(name))\n"
    try #require(result.status == 0 && result.output.hasSuffix(note), "\(result)")
    return String(result.output.dropLast(note.count))
  }
}

@Suite struct ExecSnapshotTests {
  private static let programs = "\(packageRoot)/Tests/Programs"
  /// Threads, sleeps, and output all the way.
  private static let threads = "\(programs)/threads/thr_basic.pe"

  @Test(arguments: [1, 500, 20_000, 40_000])
  func aRunGoesOnInAnotherProcess(pause: Int) throws {
    let drawer = try Drawer()
    let whole = try String(contentsOfFile: "\(Self.programs)/threads/thr_basic.expected", encoding: .utf8)
    let before = try drawer.save(Self.threads, after: pause)
    let after = try drawer.exec("--restore", drawer.path("saved"), Self.threads)
    #expect(after.status == 0)
    #expect(before + after.output == whole)
    #expect(!after.output.isEmpty)
  }

  /// Twice saved, each time in a process of its own.
  @Test func aRestoredRunIsSavedAgain() throws {
    let drawer = try Drawer()
    let whole = try String(contentsOfFile: "\(Self.programs)/threads/thr_basic.expected", encoding: .utf8)
    let first = try drawer.save(Self.threads, after: 1_000, "first")
    let second = try drawer.exec(
      "--restore", drawer.path("first"), "--pause", "25000", "--save", drawer.path("second"), Self.threads)
    try #require(second.status == 0)
    let third = try drawer.exec("--restore", drawer.path("second"), Self.threads)
    let middle = second.output.replacingOccurrences(of: "saved to \(drawer.path("second"))\n", with: "")
    #expect(first + middle + third.output == whole)
  }

  /// Main's end and the source lines of its exception are those of the whole run.
  @Test func theEndIsToldAsInOneProcess() throws {
    let drawer = try Drawer()
    let program = drawer.path("trace.pe")
    let made = try Tool.run("edgeota", ["convert", "\(Self.programs)/debug/mcs/trace.exe", "-o", program])
    try #require(made.status == 0, "\(made)")
    let whole = try drawer.exec(program)
    #expect(whole.status == 70)
    #expect(whole.output.contains("trace.cs:line "))
    _ = try drawer.save(program, after: 1)
    let parts = try drawer.exec("--restore", drawer.path("saved"), program)
    #expect(parts.status == 70)
    #expect(parts.output == whole.output)
  }

  @Test func aProgramThatEndsBeforeThePauseIsNotSaved() throws {
    let drawer = try Drawer()
    let result = try drawer.exec("--pause", "2000000000", "--save", drawer.path("saved"), Self.threads)
    #expect(result.status == 0)
    #expect(result.output.hasSuffix("the program has ended before the pause: \(drawer.path("saved")) is not written\n"))
    #expect(access(drawer.path("saved"), F_OK) != 0)
  }

  @Test func refusesWhatWasAltered() throws {
    let drawer = try Drawer()
    _ = try drawer.save(Self.threads, after: 20_000)
    let good = try #require(try readFile(drawer.path("saved")))
    // The marker, the version, the objects in the middle, the seal.
    for (offset, reason) in [
      (0, "this is no snapshot: the marker NANOSNAP is missing"), (8, "the snapshot has version 0, layout 0x"),
      (good.count / 2, "the snapshot was altered or is not of this board (the key is \(drawer.path("snapshot.key")))"),
      (good.count - 1, "the snapshot was altered or is not of this board"),
    ] {
      var bad = good
      bad[offset] ^= 1
      try replaceFile(drawer.path("bad"), with: bad)
      let result = try drawer.exec("--restore", drawer.path("bad"), Self.threads)
      #expect(result.status == 65, "byte \(offset)")
      #expect(result.output.contains("\(drawer.path("bad")) is refused: \(reason)"), "byte \(offset): \(result.output)")
    }
    try replaceFile(drawer.path("bad"), with: Array(good.dropLast(100)))
    let short = try drawer.exec("--restore", drawer.path("bad"), Self.threads)
    #expect(short.status == 65)
    #expect(short.output.contains("the snapshot has \(good.count - 100) bytes, its header says \(good.count)"))
  }

  @Test func refusesAnotherKeyOtherFilesAndAnotherArena() throws {
    let drawer = try Drawer()
    _ = try drawer.save(Self.threads, after: 20_000)
    let saved = drawer.path("saved")
    try replaceFile(drawer.path("key"), with: Array("the key of another board".utf8))
    let key = try drawer.exec("--restore", saved, "--key", drawer.path("key"), Self.threads)
    #expect(key.status == 65)
    #expect(key.output.contains("is not of this board (the key is \(drawer.path("key")))"), "\(key.output)")
    let files = try drawer.exec("--restore", saved, "\(Self.programs)/threads/thr_sync.pe")
    #expect(files.status == 65)
    #expect(files.output.contains("(expected the PE files of the run, its class library too)"), "\(files.output)")
    let arena = try drawer.exec("--restore", saved, "--arena", "100000", Self.threads)
    #expect(arena.status == 65)
    #expect(arena.output.contains("needs an arena of 4194304 bytes, this one has 100000 (--arena)"), "\(arena.output)")
  }

  /// Options, exit status, a part of the message. `FOLDER` is the drawer.
  static let mistakes: [([String], Int32, String)] = [
    (["--save", "FOLDER/saved"], 64, "--save FILE and --pause N go together"),
    (["--pause", "10"], 64, "--save FILE and --pause N go together"),
    (["--pause", "0", "--save", "FOLDER/saved"], 64, "--pause takes a number from 1 to 2147483647, got '0'"),
    (["--pause", "9", "--save", "/nowhere/saved"], 73, "cannot create /nowhere/saved"),
    (["--pause", "9", "--save", "FOLDER/saved", "--key", "FOLDER/none"], 66, "cannot read FOLDER/none"),
    (["--pause", "9", "--save", "FOLDER/saved", "--key", "FOLDER/short"], 65, "FOLDER/short has 3 bytes: a key of"),
    (["--restore", "FOLDER/none"], 66, "cannot read FOLDER/none"),
    (["--restore", "FOLDER/short", "--state", "FOLDER/other"], 66, "cannot read FOLDER/other/snapshot.key"),
    (["--restore", "FOLDER/short", "--key", "FOLDER/key"], 65, "this is no snapshot: it has 3 bytes"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreAnswered(options: [String], status: Int32, message: String) throws {
    let drawer = try Drawer()
    try replaceFile(drawer.path("short"), with: Array("abc".utf8))
    try replaceFile(drawer.path("key"), with: Array("the key of some board".utf8))
    func fill(_ text: String) -> String { text.replacingOccurrences(of: "FOLDER", with: drawer.folder) }
    let result = try Tool.run("edgeota", ["exec", "--state", drawer.folder] + options.map(fill) + [Self.threads])
    #expect(result.status == status, "\(result)")
    #expect(result.output.contains(fill(message)), "\(result)")
  }
}

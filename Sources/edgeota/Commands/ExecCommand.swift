// exec: runs PE files on the bare runtime, from the beginning or from a snapshot.

import Foundation
import NanoRuntime
import ToolSupport

let execVerb = Verb(
  name: "exec", summary: "runs PE files on the runtime, with our class library", arguments: "FILE.pe...",
  options: [
    .value("arena", "BYTES", "size of the arena (default: the board's)"),
    .value("board", "NAME", "take the arena's size from this board (default: linux/host)"),
    .flag("no-stdlib", "load the given files only; one of them is mscorlib"),
    .flag("stats", "one line of JSON on stderr at the end: memory, collections, instructions, threads"),
    .value("save", "FILE", "end the run at the pause, in a snapshot"),
    .value("pause", "N", "with --save: pause after about N instructions"),
    .value("restore", "FILE", "go on with a snapshot; arena and PE files are those of the run"),
    .value("key", "FILE", "the key that seals snapshots (default: snapshot.key in the state folder; --save makes it)"),
    .value("state", "DIR", "state folder (default: .edgeota in the checkout)"),
  ]
) { options in
  guard !options.arguments.isEmpty else { throw CommandFailure(.usage, "expected at least one PE file") }
  let pause = try options.integer("pause", in: 1...Int(Int32.max))
  guard (pause == nil) == (options.value("save") == nil) else {
    throw CommandFailure(.usage, "--save FILE and --pause N go together: the run is saved after N instructions")
  }
  let arena = try options.integer("arena", in: 1...Int(Int32.max)) ?? Boards.arenaSize(options.value("board"))
  let files = try options.arguments.map { try MappedImage($0) }
  let base = options.flag("no-stdlib") ? [] : try MappedImage.classLibrary()
  let restored = try options.value("restore").map { try SnapshotFile($0, options) }
  let saved = try options.value("save").map { try SnapshotFile(toMake: $0, options) }

  let execution = try Execution(arena: arena, base: base, files: files)
  defer { if options.flag("stats") { Terminal.note(execution.statisticsLine) } }
  if let restored { try execution.restore(restored) } else { try execution.start() }
  if let code = try execution.run(pausingAfter: pause) {
    if let saved { Terminal.note("the program has ended before the pause: \(saved.path) is not written") }
    return code
  }
  if let saved {
    try execution.save(saved)
    Terminal.note("saved to \(saved.path)")
  }
  return .success
}

// Makes PE files: compiles if anything changed, converts, and says what became of it.

import Foundation
import MetadataProcessor
import ToolSupport

/// What a build made.
struct BuildResult {
  private static let changesShown = 20

  /// The PE file.
  let path: String
  let warnings: [String]
  /// Whether anything had to be done.
  let isNew: Bool
  /// The PE file that was there before.
  let before: PEImage?

  /// Prints warnings, the size of the file, and what is another since the last build.
  func print() throws {
    for warning in warnings { Terminal.note(warning) }
    let image = try PEImage(try readInput(path))
    let size = "\(path)  \(image.fileSize) bytes"
    guard isNew else { return Terminal.print("\(size), up to date") }
    guard let before else { return Terminal.print(size) }
    let changes = image.changes(since: before)
    let difference = image.fileSize - before.fileSize
    let comparison =
      changes.isEmpty
      ? "no change" : difference == 0 ? "as many as before" : "\(abs(difference)) \(difference > 0 ? "more" : "fewer")"
    Terminal.print("\(size), \(comparison)")
    for change in changes.prefix(Self.changesShown) { Terminal.print("  \(change)") }
    if changes.count > Self.changesShown { Terminal.print("  and \(changes.count - Self.changesShown) more changes") }
  }
}

enum Build {
  /// Compiles and converts: FOLDER/NAME.dll (or .exe), NAME.pe and NAME.pesym. Does nothing if all that they depend on is
  /// as it was.
  @discardableResult
  static func make(_ job: CompileJob) throws -> BuildResult {
    try Locations.makeFolder(job.folder)
    let compiler = try job.compiler.locate()
    var stamp = try BuildStamp(
      settings: [compiler.program] + compiler.arguments + job.compiler.arguments(for: job) + job.excludedTypes
        + [job.stubFolder ?? ""],
      files: job.sources + job.references.map(\.path))
    let path = "\(job.folder)/.\(job.name).build"
    let before = image(at: job.image)
    if let last = stamp.lastBuild(at: path) {
      return BuildResult(path: job.image, warnings: last.warnings, isNew: false, before: before)
    }
    let output = try job.compiler.compile(job)
    let conversion = AssemblyConversion(
      assembly: job.assembly, output: job.image, excludedTypes: job.excludedTypes, references: job.references,
      warningsAreErrors: job.warningsAreErrors, stubFolder: job.stubFolder)
    let result = try conversion.run()
    let warnings = output.split(separator: "\n").map(String.init) + result.warnings
    try stamp.record([job.assembly] + result.files, warnings: warnings)
    try stamp.write(to: path)
    return BuildResult(path: job.image, warnings: warnings, isNew: true, before: before)
  }

  /// Converts an assembly that somebody else compiled.
  static func convert(_ conversion: AssemblyConversion) throws -> BuildResult {
    let before = image(at: conversion.output)
    return BuildResult(path: conversion.output, warnings: try conversion.run().warnings, isNew: true, before: before)
  }

  private static func image(at path: String) -> PEImage? {
    FileManager.default.contents(atPath: path).flatMap { try? PEImage([UInt8]($0)) }
  }
}

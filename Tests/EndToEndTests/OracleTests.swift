// Microsoft's own SDKs, and foreign MQTT clients, against the local cloud (Tests/Oracles). They come from PyPI into a
// virtual environment under .build; where PyPI cannot be reached these tests are skipped.

import Foundation
import LocalCloud
import Testing
import ToolSupport

/// The virtual environment; made once, remade when the requirements change.
private let pythonPath: String? = {
  let requirements = "\(packageRoot)/Tests/Oracles/requirements.txt"
  let folder = "\(packageRoot)/.build/oracles"
  let python = "\(folder)/bin/python"
  let stamp = "\(folder)/installed.txt"
  guard let wanted = try? String(contentsOfFile: requirements, encoding: .utf8) else { return nil }
  if (try? String(contentsOfFile: stamp, encoding: .utf8)) == wanted { return python }
  try? FileManager.default.removeItem(atPath: folder)
  let steps = [
    ("/usr/bin/env", ["python3", "-m", "venv", folder]),
    (
      python,
      [
        "-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "15", "--disable-pip-version-check", "-r",
        requirements,
      ]
    ),
  ]
  for (program, arguments) in steps {
    guard let result = try? Subprocess.run(program, arguments), result.status == 0 else { return nil }
  }
  try? wanted.write(toFile: stamp, atomically: true, encoding: .utf8)
  return python
}()

@Suite(.enabled("PyPI cannot be reached, or python3 cannot make virtual environments") { pythonPath != nil })
struct OracleTests {
  /// Runs an oracle against a cloud of its own; every case of it must pass.
  @Test(arguments: ["device", "service", "blob", "mqtt"])
  func everyCasePasses(_ name: String) throws {
    let fixture = try CloudFixture()
    try runOracle(name, on: fixture)
  }

  @Test func stateSurvivesARestart() throws {
    let fixture = try CloudFixture()
    try runOracle("restart", "before", on: fixture)
    fixture.stop()
    try fixture.start()
    try runOracle("restart", "after", on: fixture)
  }

  /// What was acknowledged is on disk, even if the broker has no time to stop.
  @Test func stateSurvivesAKill() throws {
    let fixture = try CloudFixture()
    try runOracle("restart", "before", on: fixture)
    try kill(fixture.broker, SIGKILL)
    fixture.stop()
    try fixture.start()
    try runOracle("restart", "after", on: fixture)
  }

  private func runOracle(_ name: String, _ arguments: String..., on fixture: CloudFixture) throws {
    let python = try #require(pythonPath)
    let script = "\(packageRoot)/Tests/Oracles/\(name)_oracle.py"
    let result = try Subprocess.run(python, [script, fixture.options.folder] + arguments)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("ok "), "\(result.output)")
    #expect(fixture.cloud?.failure == nil)
    for secret in try fixture.secrets + ["sig=", "SharedAccessSignature"] {
      #expect(try !fixture.content("broker.log").contains(secret))
      #expect(!result.output.contains(secret))
    }
  }
}

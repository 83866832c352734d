// The real Mosquitto broker as a child process: its configuration, its start, its end. It lives no longer than this
// process: the kernel kills it when the thread that started it ends, so that thread is kept and also waits for it.

import CCloudSupport
import CloudSupport
import Foundation
import OTAInterface

/// What the broker is told; every secret is in files of the state folder.
struct BrokerConfiguration {
  private let options: CloudOptions
  private let plugin: String

  /// - Parameter plugin: the path of the hub's plugin.
  init(_ options: CloudOptions, plugin: String) {
    self.options = options
    self.plugin = plugin
  }

  var folder: String { options.folder }

  /// The lines of mosquitto.conf.
  var text: String {
    get throws {
      for path in [folder, plugin] where path.contains(where: \.isNewline) {
        throw CloudError("the path \(path) holds a line break, which mosquitto.conf cannot express")
      }
      return """
        # Written by the local cloud at every start.
        listener \(options.mqttPort) \(options.address)
        certfile \(folder)/server.pem
        keyfile \(folder)/server.key
        tls_version tlsv1.2
        max_qos 1
        allow_anonymous false
        # The hub's largest message is 256 KB (H-11); topics take the rest.
        max_packet_size 400000
        max_queued_messages 1000
        set_tcp_nodelay true
        persistence false
        sys_interval 0
        \(geteuid() == 0 ? "user root" : "# Runs as the user who started it.")
        log_dest stderr
        log_type error
        log_type warning
        log_type notice
        log_type information
        log_timestamp_format %Y-%m-%dT%H:%M:%S
        plugin \(plugin)
        plugin_opt_state \(folder)
        plugin_opt_rest_address \(options.address)
        plugin_opt_rest_port \(options.servicePort)
        plugin_opt_names \(options.names.joined(separator: ","))
        plugin_opt_twin_reads_per_second \(options.twinReadsPerSecond)
        plugin_opt_twin_updates_per_second \(options.twinUpdatesPerSecond)

        """
    }
  }
}

/// The running broker.
final class BrokerProcess: @unchecked Sendable {
  private let condition = NSCondition()
  private var process: pid_t = 0
  private var exitText: String?
  private var spawnError: Int32 = 0
  private let logPath: String

  /// Starts the broker. It may still fail: see `failure`.
  init(broker: String, configuration: BrokerConfiguration) throws {
    logPath = "\(configuration.folder)/broker.log"
    let configurationPath = "\(configuration.folder)/mosquitto.conf"
    try replaceFile(configurationPath, with: Bytes(try configuration.text.utf8))
    // One log a start, and the one before it.
    rename(logPath, "\(logPath).old")
    let log = open(logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard log >= 0 else { throw FileError("cannot create", logPath) }
    defer { close(log) }
    try start([broker, "-c", configurationPath], log: log)
  }

  private func start(_ arguments: [String], log: Int32) throws {
    let thread = Thread { [self] in keep(arguments, log: log) }
    thread.name = "broker"
    thread.start()
    condition.lock()
    while process == 0 && spawnError == 0 { condition.wait() }
    condition.unlock()
    guard spawnError == 0 else { throw FileError("cannot start", arguments[0], spawnError) }
  }

  /// The thread: starts the broker and waits for its end.
  private func keep(_ arguments: [String], log: Int32) {
    var vector: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let child = ccs_spawn(&vector, log)
    let code = errno
    for argument in vector { free(argument) }
    condition.lock()
    if child > 0 { process = child } else { spawnError = code }
    condition.broadcast()
    condition.unlock()
    guard child > 0 else { return }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    condition.lock()
    exitText = status & 0x7F == 0 ? "exit status \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
    condition.broadcast()
    condition.unlock()
  }

  /// Why the broker is not running, with the end of its log; nil while it runs.
  var failure: CloudError? {
    condition.lock()
    defer { condition.unlock() }
    guard let exitText else { return nil }
    let log = (try? readFile(logPath)) ?? []
    let lines = log.text.split(separator: "\n").suffix(8).map { "  " + $0 }
    return CloudError("the broker ended with \(exitText):\n" + lines.joined(separator: "\n"))
  }

  /// Waits up to `seconds` for the broker to end; true if it has.
  func waitForEnd(seconds: Double) -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    while exitText == nil { if !condition.wait(until: deadline) { break } }
    return exitText != nil
  }

  /// Stops the broker in order; by force if it takes more than five seconds.
  func stop() {
    for number in [SIGTERM, SIGKILL] {
      condition.lock()
      if exitText == nil { kill(process, number) }
      condition.unlock()
      if waitForEnd(seconds: 5) { return }
    }
  }
}

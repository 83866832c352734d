// HTTPS downloads by libcurl's multi interface, driven by the board's event loop.

import BoardHAL
import CBoardLinux
import CCurl
import COpenSSL
import OTAInterface

/// One transfer at a time. libcurl's own worker thread resolves names; everything else happens in `serve`.
///
/// Back pressure: the body of at most one libcurl buffer waits as events; while it does, the transfer is paused and TCP's
/// window fills up.
public final class CurlDownload: HTTPDownload {
  /// A transfer under way.
  final class Transfer {
    let easy: UnsafeMutableRawPointer
    let request: HTTPDownloadRequest
    /// Sent with a range: `If-Match`.
    var requestHeaders: UnsafeMutablePointer<curl_slist>?
    /// libcurl writes the reason of a failure here.
    let errorText: UnsafeMutablePointer<CChar>
    var headers = ResponseHeaders()
    var headersDone = false
    /// Body bytes so far.
    var received: Int64 = 0
    /// Set by a callback that ends the transfer.
    var verdict: Verdict?
    var isPaused = false
    /// Monotonic milliseconds at which it has stalled.
    var deadline: Int64

    init(easy: UnsafeMutableRawPointer, request: HTTPDownloadRequest, deadline: Int64) {
      self.easy = easy
      self.request = request
      self.deadline = deadline
      errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
      errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
      curl_easy_cleanup(easy)
      curl_slist_free_all(requestHeaders)
      errorText.deallocate()
    }
  }

  /// How a callback ended the transfer early.
  enum Verdict {
    /// The status is the whole answer; its body is not wanted.
    case answered
    case failed(ConnectionFailure)
  }

  let queue: EventQueue
  let clock: LinuxClock
  private let network: HostNetworkLink
  /// Also the board's poll: see `LinuxBoard`.
  let multi: UnsafeMutableRawPointer
  var transfer: Transfer?
  /// Body events in the queue.
  var waitingChunks = 0

  init(queue: EventQueue, clock: LinuxClock, network: HostNetworkLink) {
    self.queue = queue
    self.clock = clock
    self.network = network
    guard Self.library == CURLE_OK, let multi = curl_multi_init() else { fatalError("libcurl cannot be initialised") }
    self.multi = multi
  }

  deinit {
    cancel()
    curl_multi_cleanup(multi)
  }

  /// Initialised once for the process and never cleaned up: other users of the library may be there.
  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  public func start(_ request: HTTPDownloadRequest) {
    cancel()
    do throws(ConnectionFailure) {
      guard network.isUp else { throw .linkDown }
      let made = try makeTransfer(request)
      guard curl_multi_add_handle(multi, made.easy) == CURLM_OK else {
        throw ConnectionFailure(.resources, "the download cannot be started")
      }
      transfer = made
    } catch {
      queue.post(.download(.failed(error)))
    }
  }

  public func cancel() {
    detach()
    queue.remove { if case .download = $0 { true } else { false } }
    waitingChunks = 0
  }

  // MARK: - The event loop's side

  /// Monotonic milliseconds at which `serve` must run even if nothing happens; nil when idle or paused.
  var nextDeadline: Int64? {
    guard let transfer, !transfer.isPaused else { return nil }
    return transfer.deadline
  }

  /// The engine took a body event.
  func chunkTaken() {
    waitingChunks = max(0, waitingChunks - 1)
  }

  /// Lets a paused transfer go on once its events are taken; called before each poll. libcurl hands over what it had
  /// kept back from in here, and may pause again.
  func resume() {
    guard let transfer, transfer.isPaused, waitingChunks == 0 else { return }
    transfer.isPaused = false
    progressed(transfer)
    curl_easy_pause(transfer.easy, CURLPAUSE_CONT)
  }

  /// Goes on with the transfer; called after each poll.
  func serve() {
    guard let transfer else { return }
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
    var result = CURLE_OK
    if cbl_curl_next_done(multi, &result) {
      finish(transfer, result)
    } else if !transfer.isPaused, clock.monotonicMilliseconds >= transfer.deadline {
      let connected = transfer.headersDone || transfer.received > 0
      finish(
        transfer, with: ConnectionFailure(.stalled, connected ? "no data for too long" : "no answer for too long"))
    }
  }

  /// Something arrived: the stall timer starts anew.
  func progressed(_ transfer: Transfer) {
    transfer.deadline = clock.monotonicMilliseconds + max(1, transfer.request.stallTimeoutMilliseconds)
  }

  /// Ends the transfer, if there is one, with an event.
  func fail(_ failure: ConnectionFailure) {
    if let transfer { finish(transfer, with: failure) }
  }

  private func finish(_ transfer: Transfer, _ result: CURLcode) {
    switch transfer.verdict {
    case .failed(let failure): finish(transfer, with: failure)
    case .answered: finish(transfer, with: nil)
    case nil: finish(transfer, with: result == CURLE_OK ? nil : failure(of: transfer, result))
    }
  }

  private func finish(_ transfer: Transfer, with failure: ConnectionFailure?) {
    detach()
    queue.post(.download(failure.map { .failed($0) } ?? .finished))
  }

  private func detach() {
    guard let transfer else { return }
    curl_multi_remove_handle(multi, transfer.easy)
    self.transfer = nil
  }
}

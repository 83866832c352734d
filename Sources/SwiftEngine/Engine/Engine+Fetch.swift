// Downloads: one file at a time, streamed to flash and hashed on the way (W-22). A transfer that breaks off goes on
// where it stopped, as long as the board stays up and the blob stays the same.

import BoardHAL
import OTAInterface

/// A file on its way into the store.
struct FetchState<B: Board> {
  let file: FileSettings
  /// nil until the length is known.
  var writer: FileWriter<B.FlashDevice>?
  var hash: B.CryptoService.SHA256
  /// The blob's ETag, so that two versions of it are never mixed (B-03).
  var etag: Bytes?
  /// Whether a download is under way; events of a cancelled one do not count.
  var isActive = true
}

enum FetchLimits {
  static let backoff = Backoff(first: 2_000, cap: 900_000)
}

extension Engine {
  func beginFetch(_ goal: Goal, _ index: Int) {
    guard index < goal.document.files.count else { return }
    let file = goal.document.files[index]
    if fetch?.file.digest != file.digest || fetch?.writer == nil {
      dropPartial()
      fetch = FetchState(file: file, writer: nil, hash: board.crypto.makeSHA256())
    }
    fetch?.isActive = true
    if let token = goal.document.token, let end = blobTokenExpiry(token), let time = board.clock.unixSeconds, time > end
    {
      let failure = Failure(.http, Bytes("the token ended at ") + isoDate(end))
      self.end(doubtsClock() ? .fetchInterrupted(failure) : .fetchFailed(failure))
      return
    }
    let offset = fetch?.writer?.position ?? 0
    log.info("Downloading \(file.url.withoutQuery.text)" + (offset > 0 ? " from byte \(offset)" : ""))
    board.download.start(
      HTTPDownloadRequest(
        url: file.url.request(token: goal.document.token), roots: TrustedRoots(pem: settings.roots),
        offset: Int64(offset), ifMatch: offset > 0 ? fetch?.etag : nil,
        maximumLength: Int64(max(files.largestFree, fetch?.writer?.length ?? 0))))
  }

  /// Ends the download; what has arrived is kept in case the same file is wanted again.
  func cancelFetch() {
    board.download.cancel()
    fetch?.isActive = false
    timers.clear(.fetch)
  }

  private func dropPartial() {
    if fetch?.writer != nil { files.abandon() }
    fetch = nil
  }

  func handleDownload(_ event: HTTPDownloadEvent) {
    guard let current = fetch, current.isActive else { return }
    switch event {
    case .headers(let head): handleHead(head, current)
    case .body(let bytes): handleBody(bytes, current)
    case .finished: finishFetch(current)
    case .failed(let failure): handleFailure(failure)
    }
  }

  private func handleHead(_ head: HTTPResponseHead, _ current: FetchState<B>) {
    switch head.status {
    case 206 where current.writer != nil:
      if let total = head.totalLength, total != Int64(current.writer?.length ?? 0) {
        restartLater("the file changed its length")
      }
    case 200:
      beginWriter(head, current)
    case 412, 416:
      restartLater("the file changed at the server")
    default:
      refuse(head)
    }
  }

  /// The whole file comes, from its first byte.
  private func beginWriter(_ head: HTTPResponseHead, _ current: FetchState<B>) {
    if current.writer != nil { files.abandon() }
    fetch?.writer = nil
    fetch?.hash = board.crypto.makeSHA256()
    fetch?.etag = head.etag
    guard let announced = head.contentLength, let length = Int(exactly: announced), length > 0 else {
      end(.fetchRefused(Failure(.http, name(current) + Bytes(": the file is empty or its length is not announced"))))
      return
    }
    do {
      let writer = try files.begin(current.file.digest, length: length)
      fetch?.writer = writer
    } catch {
      end(.fetchFailed(Failure(storeCode(error), name(current) + Bytes(": ") + Bytes(error.reason.utf8))))
    }
  }

  private func handleBody(_ bytes: Bytes, _ current: FetchState<B>) {
    guard let writer = current.writer else { return }
    do {
      try writer.append(bytes)
      current.hash.update(bytes)
    } catch {
      dropPartial(endingWith: .fetchFailed(Failure(storeCode(error), Bytes(error.reason.utf8))))
    }
  }

  private func finishFetch(_ current: FetchState<B>) {
    guard let writer = current.writer else { return }
    let hash = Digest(current.hash.finish())
    do {
      try files.finish(writer, hash: hash)
      log.info("Stored \(current.file.url.fileName.text), \(writer.length) bytes")
      fetch = nil
      feed(.fetched)
    } catch {
      let detail: Bytes
      if error == .wrongHash {
        // The seed's text (S-43), with what was expected.
        detail =
          Bytes("Integrity error:") + name(current) + Bytes(" - ") + (hash?.dashed ?? []) + Bytes(" expected ")
          + current.file.digest.dashed
      } else {
        detail = name(current) + Bytes(": ") + Bytes(error.reason.utf8)
      }
      let failure = Failure(storeCode(error), detail)
      log.warning(failure.text)
      fetch = nil
      feed(error == .wrongHash ? .fetchRefused(failure) : .fetchFailed(failure))
    }
  }

  private func handleFailure(_ failure: ConnectionFailure) {
    let reason = Failure(.network, failure.detail)
    log.warning("Download failed: \(reason.text)")
    switch failure.kind {
    case .tooLarge:
      dropPartial(endingWith: .fetchFailed(Failure(.space, failure.detail)))
    case .untrusted where doubtsClock():
      end(.fetchInterrupted(reason))
    case .invalidRequest, .untrusted:
      dropPartial(endingWith: .fetchRefused(reason))
    default:
      end(.fetchInterrupted(reason))
    }
  }

  /// An answer without a file: some mend themselves with time (B-09), others need another document.
  private func refuse(_ head: HTTPResponseHead) {
    var detail = fetch.map { name($0) } ?? []
    detail.append(": HTTP ")
    detail.append(decimal: Int64(head.status))
    if let code = head.errorCode { detail += Bytes(" ") + truncateUTF8(code, to: 64) }
    let failure = Failure(.http, detail)
    log.warning("Download refused: \(failure.text)")
    let mends = head.status == 408 || head.status == 429 || head.status >= 500
    end(mends ? .fetchInterrupted(failure) : .fetchRefused(failure))
  }

  private func restartLater(_ reason: StaticString) {
    dropPartial(endingWith: .fetchInterrupted(Failure(.network, Bytes(reason))))
  }

  /// The download is over without success; what has arrived is kept for the next attempt.
  private func end(_ event: UpdateMachine.Event) {
    board.download.cancel()
    fetch?.isActive = false
    feed(event)
  }

  private func dropPartial(endingWith event: UpdateMachine.Event) {
    board.download.cancel()
    dropPartial()
    feed(event)
  }

  private func name(_ state: FetchState<B>) -> Bytes { state.file.url.fileName }

  private func storeCode(_ error: StoreError) -> Failure.Code {
    switch error {
    case .full, .tooLarge: .space
    case .wrongHash: .hash
    case .flash, .wrongLength, .missing: .flash
    }
  }
}

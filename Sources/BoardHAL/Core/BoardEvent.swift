// Everything that can happen to a board between two steps of the engine.

/// One thing that happened, as `Board.nextEvent(until:)` returns it.
public enum BoardEvent: Sendable {
  /// The deadline passed and nothing else is pending.
  case deadline
  /// `Board.wake()` was called.
  case woken
  case network(NetworkEvent)
  case timeSync(TimeSyncEvent)
  case mqtt(MQTTEvent)
  case download(HTTPDownloadEvent)
}

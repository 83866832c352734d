// Events that services found and the engine has not taken yet.

import BoardHAL

/// A first-in, first-out queue which the board and its services share.
///
/// It stays short: no service reads from the network while events wait (see `LinuxBoard.nextEvent`).
final class EventQueue {
  private var events: [BoardEvent] = []
  private var taken = 0

  var isEmpty: Bool { taken == events.count }

  func post(_ event: BoardEvent) {
    events.append(event)
  }

  func take() -> BoardEvent? {
    guard taken < events.count else { return nil }
    let event = events[taken]
    taken += 1
    if taken == events.count {
      events.removeAll(keepingCapacity: true)
      taken = 0
    }
    return event
  }

  /// Drops the waiting events that match.
  func remove(where matches: (BoardEvent) -> Bool) {
    events.removeFirst(taken)
    taken = 0
    events.removeAll(where: matches)
  }
}

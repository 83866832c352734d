// Signals that a program handles itself.

import Foundation

/// Lets signals through that the parent process may have left blocked, as those of thread pools are.
public func unblockSignals(_ signals: [Int32]) {
  var set = sigset_t()
  sigemptyset(&set)
  for number in signals { sigaddset(&set, number) }
  pthread_sigmask(SIG_UNBLOCK, &set, nil)
}

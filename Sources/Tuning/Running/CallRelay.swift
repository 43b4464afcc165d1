import Glibc
import Platform

/// Lets worker threads make calls on the thread that serves them: a host's callbacks belong on the thread
/// that it called from.
final class CallRelay: @unchecked Sendable {
  private final class Request {
    let body: () -> Bool
    var answer: Bool?
    init(_ body: @escaping () -> Bool) { self.body = body }
  }
  private struct State {
    var requests: [Request] = []
    var workers: Int
  }
  private let state: Mutex<State>

  init(workers: Int) { state = Mutex(State(workers: workers)) }

  /// On a worker: has `body` run by the serving thread and waits for its answer.
  func call(_ body: @escaping () -> Bool) -> Bool {
    let request = Request(body)
    state.signal { $0.requests.append(request) }
    return state.wait(until: { _ in request.answer != nil }) { _ in request.answer ?? false }
  }

  /// On a worker, as its last word.
  func leave() { state.signal { $0.workers -= 1 } }

  /// Makes the workers' calls until all of them have left.
  /// - Throws: `cancelled` in a child that was forked in a call: it has no workers. Nothing of the relay may be
  ///   used there any more, for its lock may be held by one of them.
  func serve() throws {
    let process = getpid()
    while true {
      let next = state.wait(until: { !$0.requests.isEmpty || $0.workers == 0 }) {
        $0.requests.isEmpty ? nil : $0.requests.removeFirst()
      }
      guard let next else { return }
      let answer = next.body()
      guard getpid() == process else {
        throw ScanlineError(
          .cancelled,
          "the process was forked in a callback of a search whose trials run on other threads, which "
            + "its child does not have; run the search there anew, or with one trial at a time")
      }
      state.signal { _ in next.answer = answer }
    }
  }
}

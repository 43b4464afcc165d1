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
  func serve() {
    while true {
      let next = state.wait(until: { !$0.requests.isEmpty || $0.workers == 0 }) {
        $0.requests.isEmpty ? nil : $0.requests.removeFirst()
      }
      guard let next else { return }
      let answer = next.body()
      state.signal { _ in next.answer = answer }
    }
  }
}

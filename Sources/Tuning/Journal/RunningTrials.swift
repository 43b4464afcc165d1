import Platform

/// Who holds each of the running trials, from the journal's records. It decides which trials are handed
/// out again, never what they are.
struct RunningTrials: Sendable {
  private struct Held {
    var holder: TrialHolder?
    /// Seconds since 1970 of its last event.
    var heard: Double
  }
  private var held: [Int: Held] = [:]

  mutating func apply(_ record: JournalRecord) {
    let heard = record.time ?? Clock.date
    switch record.event {
    case .setup, .enqueued, .added: break
    case .trial(let id, _), .resumed(let id): held[id] = Held(holder: record.holder, heard: heard)
    case .report(let id, _, _): held[id]?.heard = heard
    case .released(let id): held[id]?.holder = nil
    case .completed(let id, _, _), .failed(let id, _): held[id] = nil
    }
  }

  /// The first running trial that nobody runs any more: given back, or its process ended.
  /// - Parameter lease: seconds without an event after which a trial counts as left behind, whoever holds
  ///   it; 0: no such limit.
  func abandoned(lease: Double) -> Int? {
    let now = Clock.date
    return held.keys.sorted().first { id in
      guard let held = held[id], let holder = held.holder, !holder.isGone(heard: held.heard)
      else { return true }
      return lease > 0 && now - held.heard > lease
    }
  }

  /// The running trials that `holder` has, in the order of their ids.
  func ids(of holder: TrialHolder) -> [Int] {
    held.filter { $0.value.holder == holder }.keys.sorted()
  }

  /// The first running trial that someone else than `holder` is at work on, and who that is; nil for a
  /// trial that was given back.
  func others(than holder: TrialHolder) -> (id: Int, holder: TrialHolder?)? {
    held.filter { $0.value.holder != holder }.min { $0.key < $1.key }
      .map { ($0.key, $0.value.holder) }
  }
}

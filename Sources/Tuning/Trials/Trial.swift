/// One run of one point: what was planned, and what became of it.
package struct Trial: Equatable, Sendable {
  /// The raw values are those of `scanline_trial_state`.
  package enum State: Int32, Sendable { case running = 0, completed = 1, failed = 2 }

  /// From 0, in the order in which trials were handed out.
  package let id: Int
  package let plan: TrialPlan
  package internal(set) var state = State.running
  /// A value for every objective; empty until told, and for a trial that failed.
  package internal(set) var values: [Double] = []
  /// The first objective's value.
  package var value: Double? { values.first }
  /// Intermediate values by epoch; NaN where the host reported one that is not finite.
  package internal(set) var reports: [Int: Double] = [:]
  /// The last epoch that it has run, as it was told with the values; nil where that was not said.
  package internal(set) var toldEndEpoch: Int?
  /// The last epoch that it has run: told, else reported, or, of a completed trial without reports, the planned
  /// one; `plan.firstEpoch` for none.
  package var endEpoch: Int {
    toldEndEpoch ?? reports.keys.max()
      ?? (state == .completed ? plan.lastEpoch : plan.firstEpoch)
  }
  /// Why it failed.
  package internal(set) var message: String?

  init(id: Int, plan: TrialPlan) {
    self.id = id
    self.plan = plan
  }
}

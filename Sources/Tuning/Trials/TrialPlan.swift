/// What an oracle wants run.
package struct TrialPlan: Codable, Equatable, Sendable {
  package var hyperparameters: Hyperparameters
  /// The trial whose checkpoint this one goes on from; nil for a fresh start.
  package var continues: Int?
  /// The last epoch that `continues` has run; 0 for a fresh start. (In journals from before its end was noted the one
  /// that it was planned for.)
  package var firstEpoch = 0
  /// Run up to this epoch, counted from 1.
  package var lastEpoch: Int
  /// The bracket of a strategy that has some.
  package var bracket: Int?
  /// The round within the bracket, from 0.
  package var round: Int?
  /// Which time the strategy goes through its brackets; nil for the first, and without any.
  package var iteration: Int?
  /// Where the point comes from, if not from the strategy. Such a trial is of no bracket and no round.
  package var origin: Origin?

  package enum Origin: String, Codable, Sendable {
    /// A host wanted it tried.
    case enqueued
    /// A host had run it before.
    case added
  }

  enum CodingKeys: String, CodingKey {
    case hyperparameters
    case continues
    case firstEpoch = "first_epoch"
    case lastEpoch = "last_epoch"
    case bracket
    case round, iteration, origin
  }
}

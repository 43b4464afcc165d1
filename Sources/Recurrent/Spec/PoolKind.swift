/// What becomes of the tokens that are pooled.
package enum PoolKind: String, CaseIterable, Sendable {
  case mean, max
  /// The last step; of a grid the token in the lower right corner.
  case last
}

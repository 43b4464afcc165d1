/// What a dropout layer keeps or drops as a whole.
package enum DropoutUnit: String, CaseIterable, Sendable {
  case element
  /// All features of a token.
  case token
  /// A feature of all tokens (Tompson et al. 2015, arXiv 1411.4280).
  case channel
}

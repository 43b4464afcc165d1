/// Points drawn at random. (Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", JMLR
/// 2012.)
package struct RandomSampler: Sampler {
  let space: SearchSpace
  let seed: UInt64

  package func point(
    after history: History, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters? {
    try space.freshPoint(seed: seed, ordinal: history.freshCount, avoiding: taken)
  }
}

import Tuning

/// A search space that a host puts together.
final class SpaceObject: HandleObject {
  static let noun = "space"
  let builder = SpaceBuilder()
}

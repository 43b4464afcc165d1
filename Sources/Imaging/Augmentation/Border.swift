import Platform

/// `scanline_border`: what lies beyond a picture's outermost pixels.
package enum Border: Int32, CodedChoice {
  /// ... c b a | a b c ... x y z | z y x ...: the border pixel twice (Keras's 'reflect').
  case reflect = 0
  /// ... a a a | a b c ... x y z | z z z ...
  case edge = 1

  package static var what: String { "augmentation border" }
  package var name: String { "\(self)" }

  /// Where position `index` lies in 0 ..< length.
  func position(_ index: Int, _ length: Int) -> Int {
    switch self {
    case .edge:
      return min(max(index, 0), length - 1)
    case .reflect:
      let period = 2 * length
      let remainder = index % period
      let position = remainder < 0 ? remainder + period : remainder
      return position < length ? position : period - 1 - position
    }
  }
}

/// Which part of a picture goes to which part of a fitted one.
struct Placement: Equatable {
  /// In the source, in pixels and parts of pixels.
  var sourceX = 0.0
  var sourceY = 0.0
  var sourceWidth: Double
  var sourceHeight: Double
  /// In the target, in whole pixels; what lies outside is padding.
  var targetX = 0
  var targetY = 0
  var targetWidth: Int
  var targetHeight: Int

  /// A picture of `width` x `height` fitted into `target`. All sizes are at least 1.
  init(width: Int, height: Int, into target: (width: Int, height: Int), fit: InputSpec.Fit) {
    sourceWidth = Double(width)
    sourceHeight = Double(height)
    targetWidth = target.width
    targetHeight = target.height
    let scaleX = Double(target.width) / Double(width)
    let scaleY = Double(target.height) / Double(height)
    switch fit {
    case .stretch:
      break
    case .crop:
      sourceWidth = min(Double(target.width) / max(scaleX, scaleY), Double(width))
      sourceHeight = min(Double(target.height) / max(scaleX, scaleY), Double(height))
      sourceX = (Double(width) - sourceWidth) / 2
      sourceY = (Double(height) - sourceHeight) / 2
    case .pad:
      let scale = min(scaleX, scaleY)
      targetWidth = Self.side(width, scale, target.width)
      targetHeight = Self.side(height, scale, target.height)
      targetX = (target.width - targetWidth) / 2
      targetY = (target.height - targetHeight) / 2
    }
  }

  /// The least size of a stored picture that still gives every target pixel one of its own, for a
  /// picture of `width` x `height`.
  static func neededSize(
    width: Int, height: Int, target: (width: Int, height: Int), fit: InputSpec.Fit
  ) -> (width: Int, height: Int) {
    // Stretched or cropped, both sides must reach the target's; padded, the longer one is enough.
    let placement = Placement(width: width, height: height, into: target, fit: fit)
    return (placement.targetWidth, placement.targetHeight)
  }

  private static func side(_ length: Int, _ scale: Double, _ most: Int) -> Int {
    min(max(Int((Double(length) * scale).rounded()), 1), most)
  }
}

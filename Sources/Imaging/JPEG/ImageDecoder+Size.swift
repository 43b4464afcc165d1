import Platform

extension ImageDecoder {
  /// The size that `decode` gives at full scale, read from the markers alone.
  /// - Throws: as `decode`, but for damage of the picture's data.
  package static func uprightSize(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) throws -> (width: Int, height: Int) {
    let header = try header(of: bytes, name: name, limits: limits)
    let swaps = Orientation(rawValue: header.orientation)?.swapsSides ?? false
    return swaps ? (header.height, header.width) : (header.width, header.height)
  }
}

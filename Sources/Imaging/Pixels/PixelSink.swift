/// Where finished pixels go: levels of 0 to 255 as floats come in, and are stored in the sink's own type and
/// number of channels. A protocol for its generic use only: kernels are specialised for each sink.
protocol PixelSink {
  /// A colour as (red, green, blue, anything) for pixel `index`, counted row by row.
  func store(_ colour: SIMD4<Float>, at index: Int)
  /// A gray level for pixel `index`.
  func store(gray level: Float, at index: Int)
}

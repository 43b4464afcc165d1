extension InputSpec {
  /// Decodes a JPEG file as small as this input allows, with this input's channels; see `ImageDecoder.decode`.
  /// - Parameter scale: as for `fitted`; 1 for `convert`.
  package func decode(
    _ bytes: UnsafeRawBufferPointer, name: @autoclosure () -> String, scale: Double = 1,
    limits: ImageLimits, tolerant: Bool = false, keepRows: Int? = nil
  ) throws -> Bitmap {
    try ImageDecoder.decode(
      bytes, name: name(), target: fittedSize(scale: scale), fit: fit, channels: channels,
      limits: limits, tolerant: tolerant, keepRows: keepRows)
  }
}

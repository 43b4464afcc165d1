/// The brightness that the eye sees in a colour (ITU-R BT.601, as JPEG's Y has it).
enum Luma {
  static let weights = SIMD4<Float>(0.299, 0.587, 0.114, 0)

  @inline(__always)
  static func of(_ colour: SIMD4<Float>) -> Float {
    let parts = colour * weights
    return parts.x + parts.y + parts.z
  }
}

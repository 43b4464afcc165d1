import Platform

/// Pixels that somebody else owns: the host, for the length of a call, or a `Bitmap`, which the view
/// keeps alive. Row y starts at `base + y * stride`.
package struct PixelView: @unchecked Sendable {
  package let base: UnsafePointer<UInt8>
  /// Pixels, at least 1.
  package let width: Int
  /// Pixels, at least 1.
  package let height: Int
  /// Bytes from the start of one row to that of the next.
  package let stride: Int
  package let format: PixelFormat
  private let owner: Bitmap?

  /// Bounds the tables that resampling makes.
  package static let largestSide = 1_000_000

  /// - Parameter stride: 0 for rows without padding.
  /// - Throws: `invalidArgument` when a side is not in 1 to 1 000 000, a row is longer than its stride, or the
  ///   whole is more than memory can address.
  package init(
    base: UnsafePointer<UInt8>, width: Int, height: Int, stride: Int = 0, format: PixelFormat
  ) throws {
    for (name, side) in [("width", width), ("height", height)] {
      guard 1...Self.largestSide ~= side else {
        throw ScanlineError(
          .invalidArgument, "pixels of \(name) \(side); 1 to \(Self.largestSide) are handled")
      }
    }
    let (row, overflow) = width.multipliedReportingOverflow(by: format.bytesPerPixel)
    let step = stride == 0 ? row : stride
    guard !overflow, step >= row else {
      throw ScanlineError(
        .invalidArgument,
        "a stride of \(stride) bytes is less than a row of \(width) \(format) pixels")
    }
    guard !step.multipliedReportingOverflow(by: height).overflow else {
      throw ScanlineError(
        .invalidArgument, "\(height) rows of \(step) bytes are more than memory can address")
    }
    self.init(base: base, width: width, height: height, stride: step, format: format, owner: nil)
  }

  init(
    base: UnsafePointer<UInt8>, width: Int, height: Int, stride: Int, format: PixelFormat,
    owner: Bitmap?
  ) {
    self.base = base
    self.width = width
    self.height = height
    self.stride = stride
    self.format = format
    self.owner = owner
  }
}

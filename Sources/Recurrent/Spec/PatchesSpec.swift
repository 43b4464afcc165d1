import Platform

/// Windows of a grid as tokens (see `PatchesLayer`).
package struct PatchesSpec: Equatable, Sendable {
  package var size = 4
  /// The distance between two windows; the size, if they are not to overlap.
  package var stride: Int
  /// Rows and columns of zeros on each side.
  package var padding = 0

  package init(size: Int = 4, stride: Int? = nil, padding: Int = 0) {
    self.size = size
    self.stride = stride ?? size
    self.padding = padding
  }

  init(_ reader: inout SpecReader) throws {
    let size = try reader.whole("size") ?? 4
    self.init(
      size: size, stride: try reader.whole("stride"), padding: try reader.whole("padding") ?? 0)
  }

  var json: [String: JSONValue] {
    [
      "size": .integer(Int64(size)), "stride": .integer(Int64(stride)),
      "padding": .integer(Int64(padding)),
    ]
  }

  /// The grid that the windows make.
  /// - Throws: `invalidArgument` naming the layer, the key and the values, if no whole number of windows fits.
  func output(of grid: GridShape, _ place: String) throws -> GridShape {
    try NetworkLimits.check(size, NetworkLimits.window, "\(place): \"size\"")
    try NetworkLimits.check(stride, NetworkLimits.window, "\(place): \"stride\"")
    guard 0..<size ~= padding else {
      throw ScanlineError(
        .invalidArgument,
        "\(place): \"padding\" is \(padding); it must be at least 0 and below the size, \(size)")
    }
    func windows(_ length: Int, _ name: String) throws -> Int {
      let rest = length + 2 * padding - size
      guard rest >= 0, rest % stride == 0 else {
        throw ScanlineError(
          .invalidArgument,
          "\(place): windows of \"size\" \(size) with \"stride\" \(stride) and \"padding\" "
            + "\(padding) do not fill a \(name) of \(length)")
      }
      return rest / stride + 1
    }
    return GridShape(
      height: try windows(grid.height, "height"), width: try windows(grid.width, "width"),
      channels: try NetworkLimits.product(
        size, size, grid.channels, limit: NetworkLimits.input, "\(place): values of a window"))
  }
}

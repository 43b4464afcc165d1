import Platform

/// How a stored picture is to be turned and mirrored to be seen upright (EXIF tag 0x0112; raw values
/// are the tag's). The cases say what is done to the stored picture.
package enum Orientation: Int, CaseIterable, Sendable {
  case asStored = 1
  case mirror = 2
  case turnHalf = 3
  case flip = 4
  case transpose = 5
  case turnRight = 6
  case transverse = 7
  case turnLeft = 8

  /// Whether the upright picture is as wide as the stored one is high.
  package var swapsSides: Bool { rawValue >= 5 }

  /// The upright picture: `stored` itself or a new bitmap.
  package func upright(_ stored: Bitmap) throws -> Bitmap {
    if self == .asStored { return stored }
    let result = try Bitmap.ofThread(
      width: swapsSides ? stored.height : stored.width,
      height: swapsSides ? stored.width : stored.height, channels: stored.channels)
    // Where the upright picture's first pixel is stored, and the ways along its rows and columns.
    let right = stored.channels
    let down = stored.stride
    let lastColumn = right * (stored.width - 1)
    let lastRow = down * (stored.height - 1)
    switch self {
    case .asStored: copy(stored, to: result, from: 0, along: right, across: down)
    case .mirror: copy(stored, to: result, from: lastColumn, along: -right, across: down)
    case .turnHalf:
      copy(stored, to: result, from: lastRow + lastColumn, along: -right, across: -down)
    case .flip: copy(stored, to: result, from: lastRow, along: right, across: -down)
    case .transpose: copy(stored, to: result, from: 0, along: down, across: right)
    case .turnRight: copy(stored, to: result, from: lastRow, along: -down, across: right)
    case .transverse:
      copy(stored, to: result, from: lastRow + lastColumn, along: -down, across: -right)
    case .turnLeft: copy(stored, to: result, from: lastColumn, along: down, across: -right)
    }
    return result
  }

  private func copy(
    _ stored: Bitmap, to result: Bitmap, from start: Int, along: Int, across: Int
  ) {
    defer { withExtendedLifetime((stored, result)) {} }
    var target = result.pointer
    for y in 0..<result.height {
      var source = UnsafePointer(stored.pointer) + (start + y * across)
      if result.channels == 1 {
        for x in 0..<result.width { target[x] = source[x * along] }
        target += result.width
      } else {
        for _ in 0..<result.width {
          target[0] = source[0]
          target[1] = source[1]
          target[2] = source[2]
          target += 3
          source += along
        }
      }
    }
  }
}

import Imaging
import Testing

@Suite struct OrientationTests {
  @Test(arguments: Orientation.allCases, [1, 3])
  func movesEveryPixelToItsPlace(_ orientation: Orientation, channels: Int) throws {
    let stored = try TestPicture.noise(7, 5, channels: channels)
    let upright = try orientation.upright(stored)
    let expected = try Self.oracle(stored, orientation.rawValue)
    #expect(upright.width == expected.width && upright.height == expected.height)
    #expect(upright.bytes == expected.bytes)
    #expect(orientation.swapsSides == (upright.width == 5))
  }

  /// By the words of the Exif standard: which visual side the stored row 0 and the stored column 0 are.
  static func oracle(_ stored: Bitmap, _ orientation: Int) throws -> Bitmap {
    let (row, column) =
      [
        1: ("top", "left"), 2: ("top", "right"), 3: ("bottom", "right"), 4: ("bottom", "left"),
        5: ("left", "top"), 6: ("right", "top"), 7: ("right", "bottom"), 8: ("left", "bottom"),
      ][orientation] ?? ("", "")
    let rowsRunDown = row == "top" || row == "bottom"
    let result = try Bitmap(
      width: rowsRunDown ? stored.width : stored.height,
      height: rowsRunDown ? stored.height : stored.width, channels: stored.channels)
    for y in 0..<stored.height {
      for x in 0..<stored.width {
        // Distance from a named side of the upright picture.
        var place = (x: 0, y: 0)
        for (side, distance) in [(row, y), (column, x)] {
          switch side {
          case "top": place.y = distance
          case "bottom": place.y = result.height - 1 - distance
          case "left": place.x = distance
          default: place.x = result.width - 1 - distance
          }
        }
        for channel in 0..<stored.channels {
          result[place.x, place.y, channel] = stored[x, y, channel]
        }
      }
    }
    return result
  }
}

import CKernels
import Compute
import Testing

/// The kernels of pixels: every instruction set gives the bits of the plain loops, whatever the width.
@Suite struct PixelKernelTests {
  static let widths = [1, 2, 3, 5, 8, 16, 21, 33, 63, 64, 65, 130]

  private func bytes(_ count: Int, _ name: UInt64) -> [UInt8] {
    var stream = RandomStream(seed: 6, .test, name)
    return (0..<count).map { _ in UInt8(stream.integer(below: 256)) }
  }

  private func floats(_ count: Int, _ name: UInt64, _ low: Float, _ high: Float) -> [Float] {
    var stream = RandomStream(seed: 6, .test, name)
    return (0..<count).map { _ in stream.uniform(low, high) }
  }

  /// A picture of 7 x 5 seen askew, its borders repeated; colours as they are, and mixed beyond both ends.
  @Test(arguments: KernelTests.sets, [1, 3])
  func aWarpedRow(set: Processor.InstructionSet, channels: Int) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let pixels = bytes(7 * 5 * channels + 4, 1)
    for (width, height) in [(7, 5), (1, 1)] {
      // Entry i stands for position i - 200.
      let columns = (0..<400).map { min(max($0 - 200, 0), width - 1) * channels }
      let rows = (0..<400).map { min(max($0 - 200, 0), height - 1) * width * channels }
      let colour = channels == 1 ? [-1.5, 200] : floats(9, 2, -1, 2) + [-30]
      for count in Self.widths {
        for colour in [nil, colour] {
          let first = (x: 199 << 32 + 0x1234_5678, y: 201 << 32 + 0x9ABC_DEF0)
          let step = (x: 0x5432_1098, y: -0x1357_9BDF)
          var levels = [Float](repeating: -9, count: channels * count + 1)
          warp(kernels, pixels, channels, columns, rows, first, step, count, colour, &levels)
          var expected: [Float] = []
          for i in 0..<count {
            let place = (x: first.x + i * step.x, y: first.y + i * step.y)
            var pixel = (0..<channels).map { channel in
              interpolated(place, pixels) { columns[$0] + rows[$1] + channel }
            }
            if let colour { pixel = mixed(pixel, colour) }
            expected += pixel
          }
          #expect(levels == expected + [-9])
        }
      }
    }
  }

  private func warp(
    _ kernels: KernelTable, _ pixels: [UInt8], _ channels: Int, _ columns: [Int], _ rows: [Int],
    _ first: (x: Int, y: Int), _ step: (x: Int, y: Int), _ count: Int, _ colour: [Float]?,
    _ levels: inout [Float]
  ) {
    pixels.withUnsafeBufferPointer { pixels in
      columns.withUnsafeBufferPointer { columns in
        rows.withUnsafeBufferPointer { rows in
          (colour ?? []).withUnsafeBufferPointer { mix in
            levels.withUnsafeMutableBufferPointer { levels in
              guard let pixels = pixels.baseAddress, let columns = columns.baseAddress,
                let rows = rows.baseAddress, let levels = levels.baseAddress
              else { return }
              kernels.warpRow(
                WarpedRow(
                  pixels: pixels, channels: channels, columns: columns, rows: rows, x: first.x,
                  y: first.y, stepX: step.x, stepY: step.y, width: count,
                  colour: colour == nil ? nil : mix.baseAddress, levels: levels))
            }
          }
        }
      }
    }
  }

  private func interpolated(
    _ place: (x: Int, y: Int), _ pixels: [UInt8], at index: (_ x: Int, _ y: Int) -> Int
  ) -> Float {
    let (x, y) = (place.x >> 32, place.y >> 32)
    let fx = Float(place.x >> 8 & 0xFF_FFFF) * 0x1p-24
    let fy = Float(place.y >> 8 & 0xFF_FFFF) * 0x1p-24
    let (a, b) = (Float(pixels[index(x, y)]), Float(pixels[index(x + 1, y)]))
    let (c, d) = (Float(pixels[index(x, y + 1)]), Float(pixels[index(x + 1, y + 1)]))
    let top = a + (b - a) * fx
    let bottom = c + (d - c) * fx
    return top + (bottom - top) * fy
  }

  private func mixed(_ pixel: [Float], _ colour: [Float]) -> [Float] {
    let channels = pixel.count
    return (0..<channels).map { channel in
      var sum = pixel[0] * colour[channel]
      for other in 1..<channels { sum += pixel[other] * colour[other * channels + channel] }
      return min(max(sum + colour[channels * channels], 0), 255)
    }
  }

  @Test(arguments: KernelTests.sets)
  func blendedRows(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for length in Self.widths {
      for count in 1...5 {
        let pixels = bytes((length + 2) * count, 3)
        let weights = floats(count, 4, -1, 1)
        var levels = [Float](repeating: -9, count: length + 1)
        pixels.withUnsafeBufferPointer { pixels in
          weights.withUnsafeBufferPointer { weights in
            levels.withUnsafeMutableBufferPointer { levels in
              guard let pixels = pixels.baseAddress, let weights = weights.baseAddress,
                let levels = levels.baseAddress
              else { return }
              kernels.blendRows(
                BlendedRows(
                  pixels: pixels, stride: length + 2, weights: weights, count: count,
                  levels: levels, length: length))
            }
          }
        }
        for i in 0..<length {
          func part(_ row: Int) -> Float { weights[row] * Float(pixels[row * (length + 2) + i]) }
          var sum: Float = 0
          for row in stride(from: 0, to: count, by: 2) {
            let parts = row + 1 < count ? part(row) + part(row + 1) : part(row)
            sum = row == 0 ? parts : sum + parts
          }
          #expect(levels[i] == sum)
        }
        #expect(levels[length] == -9)
      }
    }
  }

  /// Of three rows of pixels of three channels, the first and the last pixel left out; factors that overshoot.
  @Test(arguments: KernelTests.sets, [Float(0), 0.3, 1, 2.7])
  func sharpenedRows(set: Processor.InstructionSet, factor: Float) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for count in Self.widths {
      let line = count + 6
      let pixels = bytes(3 * line, 5)
      var found = [UInt8](repeating: 77, count: count + 1)
      pixels.withUnsafeBufferPointer { pixels in
        found.withUnsafeMutableBufferPointer { found in
          guard let pixels = pixels.baseAddress, let found = found.baseAddress else { return }
          kernels.sharpenRow(
            SharpenedRow(
              above: pixels + 3, row: pixels + 3 + line, below: pixels + 3 + 2 * line, channels: 3,
              factor: factor, sharpened: found, count: count))
        }
      }
      var expected: [UInt8] = []
      for i in line + 3..<line + 3 + count {
        var sum = 4 * Int(pixels[i])
        for place in [i - line, i, i + line] {
          sum += Int(pixels[place - 3]) + Int(pixels[place]) + Int(pixels[place + 3])
        }
        let smooth = Float(sum) / 13
        let value = smooth + factor * (Float(pixels[i]) - smooth)
        expected.append(UInt8(min(max(value, 0), 255) + 0.5))
      }
      #expect(found == expected + [77])
    }
  }

  /// Halves go upwards, and what lies beyond is cut.
  @Test(arguments: KernelTests.sets)
  func roundedLevels(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for count in Self.widths {
      let levels = (0..<count).map { Float($0) * 4.25 - 6 }
      var found = [UInt8](repeating: 77, count: count + 1)
      kernels.roundLevels(levels, &found, count)
      let expected: [UInt8] = levels.map { UInt8(min(max($0, 0), 255) + 0.5) }
      #expect(found == expected + [77])
    }
    var halves = [UInt8](repeating: 0, count: 512)
    let levels = (0..<512).map { Float($0) / 2 }
    kernels.roundLevels(levels, &halves, 512)
    let upwards = (0..<512).map { (number: Int) -> UInt8 in UInt8(min((number + 1) / 2, 255)) }
    #expect(halves == upwards)
  }

  /// Into another place, and where they lie.
  @Test(arguments: KernelTests.sets, [1, 3])
  func normalisedLevels(set: Processor.InstructionSet, channels: Int) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let (factors, terms) = (floats(channels, 7, 0.01, 0.02), floats(channels, 8, -2, 2))
    let scale = (0..<48).map { factors[$0 % channels] }
    let offset = (0..<48).map { terms[$0 % channels] }
    for pixels in Self.widths {
      let count = pixels * channels
      var levels = floats(count + 1, 9, 0, 255)
      let expected = (0..<count).map { levels[$0] * factors[$0 % channels] + terms[$0 % channels] }
      var found = [Float](repeating: -9, count: count + 1)
      kernels.normaliseLevels(levels, scale, offset, &found, count)
      #expect(found == expected + [-9])
      let last = levels[count]
      levels.withUnsafeMutableBufferPointer { levels in
        guard let levels = levels.baseAddress else { return }
        kernels.normaliseLevels(levels, scale, offset, levels, count)
      }
      #expect(levels == expected + [last])
    }
  }
}

import Platform

/// A picture at a small scale, made while its data are walked: for files whose components all come to the same size at
/// that scale, so that none need be enlarged. What every photo's data are read for anyway, to be checked, then need
/// not be read a second time by TurboJPEG.
final class ScaledPicture {
  /// From `begin` to `end`.
  private(set) var bitmap: Bitmap?
  /// Rows of the bitmap, from the top, that have their pixels.
  private(set) var rows = 0
  let components = (0..<3).map { _ in ScaledComponent() }
  private var isGray = false

  /// Begins a picture, in the thread's memory.
  /// - Returns: nil for a file or a scale that is TurboJPEG's to decode: progressive or arithmetic coding, components that
  ///   come apart or would have to be enlarged, other colour spaces than gray and YCbCr.
  /// - Throws: `noMemory`.
  static func begin(
    _ header: JPEGHeader, _ scale: DecodeScale, channels: Int
  ) throws -> ScaledPicture? {
    guard let size = Self.size(of: scale), let factors = Self.factors(header, size) else {
      return nil
    }
    let picture = DecodeWorkspace.current.scaled
    try picture.begin(header, scale, channels: channels, size: size, factors: factors)
    return picture
  }

  /// Lets the bitmap go.
  func end() { bitmap = nil }

  private func begin(
    _ header: JPEGHeader, _ scale: DecodeScale, channels: Int, size: Int,
    factors: InlineList<4, Int>
  ) throws {
    rows = 0
    bitmap = try Bitmap.ofThread(
      width: scale.scaled(header.width), height: scale.scaled(header.height), channels: channels)
    isGray = header.components.count == 1 || channels == 1
    let isAlone = header.components.count == 1
    let mcus = isAlone ? header.blocks(of: header.components[0]).columns : header.mcuColumns
    for index in header.components.indices {
      let component = header.components[index]
      try components[index].begin(
        component, across: isAlone ? 1 : component.horizontal,
        down: isAlone ? 1 : component.vertical, mcus: mcus,
        transform: ScaledTransform.all[size * factors[index] - 1])
    }
  }

  /// TurboJPEG is faster at making many samples.
  private static let largestSize = 4

  /// Samples of a block's side; nil for scales that are no eighths, or large.
  private static func size(of scale: DecodeScale) -> Int? {
    guard 8 % scale.denominator == 0 else { return nil }
    let size = scale.numerator * 8 / scale.denominator
    return 1...largestSize ~= size ? size : nil
  }

  /// How many times larger each component's blocks are made than the largest component's; nil when that is not
  /// possible.
  private static func factors(_ header: JPEGHeader, _ size: Int) -> InlineList<4, Int>? {
    guard !header.isProgressive, !header.arithmetic, header.scans.count == 1,
      header.scans[0].members.lazy.map(\.component).elementsEqual(header.components.indices)
    else { return nil }
    let colourSpace = header.colourSpace
    guard colourSpace == .gray || colourSpace == .yCbCr else { return nil }
    var factors = InlineList<4, Int>(filler: 1)
    if header.components.count == 1 {
      factors.append(1)
      return factors
    }
    for component in header.components {
      let factor = header.maxHorizontal / component.horizontal
      guard factor * component.horizontal == header.maxHorizontal,
        factor * component.vertical == header.maxVertical, size * factor <= 8,
        // As libjpeg does it, which doubles.
        factor & (factor - 1) == 0
      else { return nil }
      factors.append(factor)
    }
    return factors
  }

  /// Turns the samples of a row of MCUs into pixels.
  func finish(row: Int) {
    let luma = components[0]
    guard let bitmap, let brightness = luma.samples else { return }
    let first = row * luma.rows
    let end = min(first + luma.rows, bitmap.height)
    if rows == first { rows = end }
    for y in 0..<max(end - first, 0) {
      let target = bitmap.pointer + (first + y) * bitmap.stride
      let (width, channels) = (bitmap.width, bitmap.channels)
      let level = brightness + y * luma.stride
      if isGray {
        Self.gray(level, into: target, width: width, channels: channels)
      } else if let blue = components[1].samples, let red = components[2].samples {
        Self.colour(
          level, blue + y * components[1].stride, red + y * components[2].stride, into: target,
          width: width)
      }
    }
  }

  private static func gray(
    _ luma: UnsafePointer<Float>, into target: UnsafeMutablePointer<UInt8>, width: Int,
    channels: Int
  ) {
    for x in 0..<width {
      let byte = Self.byte(luma[x])
      for channel in 0..<channels { target[channels &* x &+ channel] = byte }
    }
  }

  /// JFIF's conversion.
  private static func colour(
    _ luma: UnsafePointer<Float>, _ blue: UnsafePointer<Float>, _ red: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<UInt8>, width: Int
  ) {
    func load(_ samples: UnsafePointer<Float>, _ x: Int) -> SIMD8<Float> {
      UnsafeRawPointer(samples + x).loadUnaligned(as: SIMD8<Float>.self)
    }
    // The planes' rows go on behind the picture, by as much as is read there.
    for start in stride(from: 0, to: width, by: 8) {
      let (y, cb, cr) = (load(luma, start), load(blue, start), load(red, start))
      let channels = (
        Self.bytes(y + 1.402 * cr), Self.bytes(y - 0.344136 * cb - 0.714136 * cr),
        Self.bytes(y + 1.772 * cb)
      )
      let pixels = target + 3 * start
      for index in 0..<min(8, width - start) {
        pixels[3 &* index] = UInt8(truncatingIfNeeded: channels.0[index])
        pixels[3 &* index &+ 1] = UInt8(truncatingIfNeeded: channels.1[index])
        pixels[3 &* index &+ 2] = UInt8(truncatingIfNeeded: channels.2[index])
      }
    }
  }

  /// Levels as `byte` has them; only the lowest eight bits count.
  @inline(__always) private static func bytes(_ levels: SIMD8<Float>) -> SIMD8<UInt32> {
    var levels = levels + 128
    levels.replace(with: 0, where: levels .< 0)
    levels.replace(with: 255, where: levels .> 255)
    // From 2^23 on a float's lowest bit stands for 1.
    return unsafeBitCast(levels + 8_388_608, to: SIMD8<UInt32>.self)
  }

  /// - Parameter level: of -128 to 127, and what overshoots.
  @inline(__always) private static func byte(_ level: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: Int32(min(max(level + 128.5, 0), 255.5)))
  }
}

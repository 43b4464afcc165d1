import Platform

/// One component of a row of MCUs as samples of a `ScaledPicture`, and where a walk leaves the coefficients of its blocks.
final class ScaledComponent {
  /// What the walk needs for one block of an MCU.
  struct Target {
    fileprivate let coefficients: UnsafeMutablePointer<Float>
    fileprivate let places: UnsafePointer<Place>
    fileprivate let transform: ScaledTransform.View
    /// The block's first sample in the first MCU.
    fileprivate let samples: UnsafeMutablePointer<Float>
    fileprivate let stride: Int
    /// Samples from one MCU to the next.
    fileprivate let step: Int

    /// - Parameter index: in zigzag order, or past the block's end.
    @inline(__always) func set(_ value: Int, at index: Int) {
      let place = places[index]
      coefficients[Int(place.index)] = Float(value) * place.step
    }

    /// Makes samples of the coefficients that were set since the last block.
    /// - Parameter isFlat: only the first one was.
    @inline(__always) func finish(column: Int, isFlat: Bool) {
      let start = samples + column &* step
      if isFlat || transform.size == 1 {
        transform.fill(coefficients[0], into: start, stride: stride)
      } else {
        let rows = UnsafeMutableRawPointer(coefficients).assumingMemoryBound(
          to: SIMD8<Float>.self)
        transform.run(rows, into: start, stride: stride)
      }
    }
  }

  /// Where a coefficient goes, and its quantisation step.
  fileprivate struct Place {
    let index: Int32
    let step: Float
  }

  /// Rows of samples of an MCU.
  let rows: Int
  /// Floats from one row to the next. A block's rows are written 8 wide, to be overwritten by the next one's.
  let stride: Int
  private let across: Int
  private let transform: ScaledTransform
  private let plane: ByteBuffer
  private let coefficients: ByteBuffer
  private let places: UnsafeMutablePointer<Place>

  /// - Parameters:
  ///   - across: blocks of an MCU.
  ///   - down: the same.
  ///   - mcus: of a row.
  /// - Throws: `noMemory`.
  init(
    _ component: JPEGComponent, across: Int, down: Int, mcus: Int, transform: ScaledTransform
  ) throws {
    self.across = across
    self.transform = transform
    rows = down * transform.size
    stride = mcus * across * transform.size + 8
    let count = rows * stride
    plane = try ByteBuffer(count: count * MemoryLayout<Float>.stride)
    plane.pointer.initializeMemory(as: Float.self, repeating: 0, count: count)
    // Behind the block is a place for what does not count.
    coefficients = try ByteBuffer(count: 72 * MemoryLayout<Float>.stride)
    coefficients.pointer.initializeMemory(as: Float.self, repeating: 0, count: 72)
    places = .allocate(capacity: ScanPlan.largestCount)
    places.initialize(repeating: Place(index: 64, step: 0), count: ScanPlan.largestCount)
    for (index, place) in Zigzag.order.enumerated() {
      let counts = max(place.row, place.column) < transform.frequencies
      guard counts else { continue }
      places[index] = Place(
        index: Int32(8 * place.row + place.column), step: Float(component.quantisation[index]))
    }
  }

  deinit { places.deallocate() }

  /// Valid as long as the object lives.
  var samples: UnsafeMutablePointer<Float> { plane.pointer.assumingMemoryBound(to: Float.self) }

  /// - Parameters:
  ///   - column: of the block within its MCU.
  ///   - row: the same.
  func target(column: Int, row: Int) -> Target {
    Target(
      coefficients: coefficients.pointer.assumingMemoryBound(to: Float.self), places: places,
      transform: transform.view, samples: samples + (row * stride + column) * transform.size,
      stride: stride, step: across * transform.size)
  }
}

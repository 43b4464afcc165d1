import Compute

/// One component of a row of MCUs as samples of a `ScaledPicture`, and where a walk leaves the coefficients of its blocks.
final class ScaledComponent {
  /// What the walk needs for one block of an MCU.
  struct Target {
    /// The same memory as single coefficients and as rows of them.
    fileprivate let coefficients: UnsafeMutablePointer<Float>
    fileprivate let rows: UnsafeMutablePointer<SIMD8<Float>>
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
  private(set) var rows = 0
  /// Floats from one row to the next. A block's rows are written 8 wide, to be overwritten by the next one's.
  private(set) var stride = 0
  private var across = 1
  private var transform = ScaledTransform.all[0]
  private var plane: FloatBuffer?
  /// Eight rows, and behind the block a place for what does not count.
  private let coefficients = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: rowCount)
  private let places = UnsafeMutablePointer<Place>.allocate(capacity: ScanPlan.largestCount)

  private static let rowCount = 9

  /// To be begun.
  init() {
    coefficients.initialize(repeating: SIMD8(repeating: 0), count: Self.rowCount)
    places.initialize(repeating: Place(index: 64, step: 0), count: ScanPlan.largestCount)
  }

  /// Begins a component of another picture.
  /// - Parameters:
  ///   - across: blocks of an MCU.
  ///   - down: the same.
  ///   - mcus: of a row.
  /// - Throws: `noMemory`.
  func begin(
    _ component: JPEGComponent, across: Int, down: Int, mcus: Int, transform: ScaledTransform
  ) throws {
    self.across = across
    self.transform = transform
    rows = down * transform.size
    stride = mcus * across * transform.size + 8
    if (plane?.count ?? 0) < rows * stride { plane = try FloatBuffer(count: rows * stride) }
    // A walk that met a fault left some.
    coefficients.update(repeating: SIMD8(repeating: 0), count: Self.rowCount)
    places.update(repeating: Place(index: 64, step: 0), count: ScanPlan.largestCount)
    for (index, place) in Zigzag.order.enumerated() {
      let counts = max(place.row, place.column) < transform.frequencies
      guard counts else { continue }
      places[index] = Place(
        index: Int32(8 * place.row + place.column), step: Float(component.quantisation[index]))
    }
  }

  deinit {
    coefficients.deallocate()
    places.deallocate()
  }

  /// Valid until another picture is begun; nil before the first.
  var samples: UnsafeMutablePointer<Float>? { plane?.pointer }

  /// - Parameters:
  ///   - column: of the block within its MCU.
  ///   - row: the same.
  func target(column: Int, row: Int) -> Target? {
    guard let samples else { return nil }
    return Target(
      coefficients: UnsafeMutableRawPointer(coefficients).assumingMemoryBound(to: Float.self),
      rows: coefficients, places: places, transform: transform.view,
      samples: samples + (row * stride + column) * transform.size,
      stride: stride, step: across * transform.size)
  }
}

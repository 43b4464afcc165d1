/// What the elementwise kernels compute with: eight floats, two SSE2 registers. (Sixteen spill on the
/// baseline processor that the library is compiled for.)
package typealias Lanes = SIMD8<Float>

extension SIMD8 where Scalar == Float {
  /// The lanes of `Lanes`.
  @inlinable @inline(__always)
  package static var width: Int { 8 }

  /// The first `count` floats at `pointer`, of any alignment; the other lanes are 0.
  @inlinable @inline(__always)
  package init(_ pointer: UnsafePointer<Float>, _ count: Int) {
    if count == Self.width {
      self = UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
    } else {
      var lanes = Self()
      for lane in 0..<count { lanes[lane] = pointer[lane] }
      self = lanes
    }
  }

  /// Writes the first `count` lanes to `pointer`, of any alignment.
  @inlinable @inline(__always)
  package func store(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
    if count == Self.width {
      UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
    } else {
      for lane in 0..<count { pointer[lane] = self[lane] }
    }
  }

  /// Calls `body(index, lanes)` for every group of lanes of `count` floats: `lanes` is `width` but for
  /// the last group. `body` is inlined twice, so that the main loop knows its width.
  @inlinable @inline(__always)
  package static func sweep(_ count: Int, _ body: (_ index: Int, _ lanes: Int) -> Void) {
    var index = 0
    while index &+ width <= count {
      body(index, width)
      index &+= width
    }
    if index < count { body(index, count &- index) }
  }
}

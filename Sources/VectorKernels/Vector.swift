// This module is compiled once an instruction set: by the package for every x86-64 processor, and by the
// Makefile for AVX2 and AVX-512 (with FMA), as objects of which only the function that fills the table is
// visible: no code of theirs can be taken for another's. Nothing in it may be called from elsewhere but through
// the table, and nothing is generic over types of other modules.

#if SCANLINE_AVX512
  /// What the kernels compute with: one register.
  typealias Vector = SIMD16<Float>
  typealias Integers = SIMD16<Int32>
  typealias Bytes = SIMD16<UInt8>
#elseif SCANLINE_AVX2
  /// What the kernels compute with: one register.
  typealias Vector = SIMD8<Float>
  typealias Integers = SIMD8<Int32>
  typealias Bytes = SIMD8<UInt8>
#else
  /// What the kernels compute with: one register.
  typealias Vector = SIMD4<Float>
  typealias Integers = SIMD4<Int32>
  typealias Bytes = SIMD4<UInt8>
#endif

extension Vector {
  /// Lanes.
  @inline(__always)
  static var width: Int { scalarCount }

  /// All lanes at `pointer`, of any alignment.
  @inline(__always)
  init(_ pointer: UnsafePointer<Float>) {
    self = UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  /// The first `count` floats at `pointer`; the other lanes are 0.
  @inline(__always)
  init(_ pointer: UnsafePointer<Float>, _ count: Int) {
    if count == Self.width {
      self.init(pointer)
    } else {
      self.init()
      withUnsafeMutablePointer(to: &self) { copyPart(pointer, $0, count) }
    }
  }

  @inline(__always)
  func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }

  /// Writes the first `count` lanes.
  @inline(__always)
  func store(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
    if count == Self.width {
      store(pointer)
    } else {
      withUnsafePointer(to: self) { copyPart($0, pointer, count) }
    }
  }

  /// The sum of all lanes, half by half. (`sum` adds one after the other.)
  @inline(__always)
  var total: Float {
    #if SCANLINE_AVX512
      let eight = lowHalf + highHalf
      let four = eight.lowHalf + eight.highHalf
    #elseif SCANLINE_AVX2
      let four = lowHalf + highHalf
    #else
      let four = self
    #endif
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The first `count` lanes, and 0.
  @inline(__always)
  func first(_ count: Int) -> Self {
    if count == Self.width { return self }
    var result = Self()
    for lane in 0..<count { result[lane] = self[lane] }
    return result
  }

  /// self + a b: rounded once where the processor has FMA. (Without it `addingProduct` is a library
  /// call a lane.)
  @inline(__always)
  func adding(_ a: Self, times b: Self) -> Self {
    #if SCANLINE_AVX512 || SCANLINE_AVX2
      addingProduct(a, b)
    #else
      self + a * b
    #endif
  }

  /// Between the bounds; NaN is left as it is.
  @inline(__always)
  func clamped(_ low: Float, _ high: Float) -> Self {
    let raised = replacing(with: low, where: self .< low)
    return raised.replacing(with: high, where: raised .> high)
  }

  /// For every vector of `count` floats its first index and its lanes: `width` but for the last.
  @inline(__always)
  static func sweep(_ count: Int) -> Sweep { Sweep(count: count) }

  /// The same, with whole vectors in a loop of their own: for sums, which the call that a part of one takes would
  /// otherwise drive out of their registers.
  @inline(__always)
  static func sweep(_ count: Int, _ body: (_ index: Int, _ lanes: Int) -> Void) {
    var index = 0
    while index &+ width <= count {
      body(index, width)
      index &+= width
    }
    if index < count { body(index, count &- index) }
  }
}

struct Sweep: Sequence, IteratorProtocol {
  let count: Int
  private var index = 0

  @inline(__always)
  init(count: Int) { self.count = count }

  @inline(__always)
  mutating func next() -> (Int, Int)? {
    guard index < count else { return nil }
    defer { index &+= Vector.width }
    return (index, Swift.min(Vector.width, count &- index))
  }
}

/// Apart, so that the loops that use it stay small (the end of a row is rare); in memory, because vectors
/// as arguments would be cut into the registers of the baseline.
@inline(never)
private func copyPart(
  _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int
) {
  for lane in 0..<count {
    let at = lane &* MemoryLayout<Float>.stride
    target.storeBytes(
      of: source.load(fromByteOffset: at, as: Float.self), toByteOffset: at, as: Float.self)
  }
}

import CKernels
import Compute

/// A matrix among the weights that products of rows go through. Inference packs it once for all calls with
/// the same weights, in the order in which the processor reads it.
struct PackedKernel: Sendable {
  /// Where it begins among the weights.
  let offset: Int
  let depth: Int
  let columns: Int
  /// Floats from one row to the next.
  let stride: Int

  /// Floats that it takes when packed.
  var size: Int { Processor.kernels.packedSize(depth, columns) }

  /// From its first float among the weights to its last.
  var range: Range<Int> { offset..<offset + max(depth - 1, 0) * stride + columns }

  func pack(
    _ weights: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.pack(weights + offset, stride, 1, depth, columns, packed)
  }

  /// The same kernel where the weights begin `distance` floats earlier.
  func shifted(by distance: Int) -> PackedKernel {
    PackedKernel(offset: offset + distance, depth: depth, columns: columns, stride: stride)
  }
}

extension [PackedKernel] {
  /// Floats that they take one after the other.
  var size: Int { reduce(0) { $0 + $1.size } }

  func shifted(by distance: Int) -> [PackedKernel] { map { $0.shifted(by: distance) } }

  /// - Parameter packed: `size` floats.
  func pack(_ weights: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>) {
    var target = packed
    for kernel in self {
      kernel.pack(weights, into: target)
      target += kernel.size
    }
  }
}

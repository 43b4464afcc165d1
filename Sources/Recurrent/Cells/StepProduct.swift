import CKernels
import Compute

/// The products of a time loop with some gates of one kernel. The kernel is packed once, before the first
/// step, in the order in which the processor reads it; a library's matrix product would do that in
/// every step.
struct StepProduct {
  /// Larger kernels (1 MiB) are not packed: the room is kept a sample, and long products pay for the
  /// library's own packing.
  private static let largestPacked = 1 << 18

  private let projection: GateProjection
  private let gates: Range<Int>
  private let pass: CellPass
  private let weights: UnsafePointer<Float>
  private let mask: DropoutMask?
  /// nil: `GateProjection`'s own products, each gate's own mask among them.
  private let packed: UnsafePointer<Float>?

  /// Floats that packing takes for either direction.
  static func packing(_ projection: GateProjection, gates: Range<Int>) -> Int {
    let columns = gates.count * projection.units
    guard projection.inputs * columns <= largestPacked else { return 0 }
    let kernels = Processor.kernels
    return max(
      kernels.packedSize(projection.inputs, columns), kernels.packedSize(columns, projection.inputs)
    )
  }

  /// - Parameters:
  ///   - transposed: whether `backward` will be called, and not `forward`.
  ///   - offset: where in `pass.packing` there is room.
  ///   - place: where in `pass.packed` the kernel is.
  init(
    _ projection: GateProjection, gates: Range<Int>, pass: CellPass,
    weights: UnsafePointer<Float>, mask: DropoutMask?, transposed: Bool, offset: Int = 0,
    at place: Int
  ) {
    self.projection = projection
    self.gates = gates
    self.pass = pass
    self.weights = weights
    self.mask = mask
    if let kernels = pass.packed {
      packed = kernels + place
      return
    }
    let columns = gates.count * projection.units
    guard mask == nil, projection.inputs * columns <= Self.largestPacked else {
      packed = nil
      return
    }
    let room = pass.packing + offset
    let first = weights + gates.lowerBound * projection.units
    if transposed {
      Processor.kernels.pack(first, 1, projection.columns, columns, projection.inputs, room)
    } else {
      Processor.kernels.pack(first, projection.columns, 1, projection.inputs, columns, room)
    }
    packed = UnsafePointer(room)
  }

  /// y += (x * mask) W, or y = it, in the columns of the gates.
  func forward(
    _ x: UnsafePointer<Float>, accumulates: Bool, into y: UnsafeMutablePointer<Float>
  ) {
    guard let packed else {
      return projection.forward(
        x, rows: pass.count, gates: gates, mask: mask, weights: weights,
        beta: accumulates ? 1 : 0, into: y, scratch: pass.scratch)
    }
    Processor.kernels.packedProduct(
      PackedProduct(
        x: x, xStride: projection.inputs, packed: packed,
        y: y + gates.lowerBound * projection.units, yStride: projection.columns,
        rows: pass.count, depth: projection.inputs, columns: gates.count * projection.units,
        accumulates: accumulates, bias: nil, alternates: pass.alternates))
  }

  /// dx += (dy W^T) * mask, or dx = it, from the columns of the gates.
  func backward(
    _ dy: UnsafePointer<Float>, accumulates: Bool, into dx: UnsafeMutablePointer<Float>
  ) {
    guard let packed else {
      return projection.backward(
        dy, rows: pass.count, gates: gates, mask: mask, weights: weights,
        beta: accumulates ? 1 : 0, into: dx, scratch: pass.scratch)
    }
    Processor.kernels.packedProduct(
      PackedProduct(
        x: dy + gates.lowerBound * projection.units, xStride: projection.columns, packed: packed,
        y: dx, yStride: projection.inputs, rows: pass.count,
        depth: gates.count * projection.units, columns: projection.inputs,
        accumulates: accumulates, bias: nil, alternates: pass.alternates))
  }
}

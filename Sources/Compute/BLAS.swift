import COpenBLAS
import Glibc

/// Every call to OpenBLAS. Matrices are row-major; a leading dimension is the distance between the
/// starts of two rows, in floats. The build links OpenBLAS without threads of its own: calls from many
/// threads at once are allowed (thanks to `BLASMemory.swift`), and the same call gives the same bits on every
/// one of them.
package enum BLAS {
  /// C [m, n] = alpha * A B + beta * C, where A is [m, k] (or [k, m] when transposed) and B is [k, n]
  /// (or [n, k] when transposed). With beta 0, C is not read.
  @inline(__always)
  package static func multiply(
    m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, transposeA: Bool = false,
    _ b: UnsafePointer<Float>, ldb: Int, transposeB: Bool = false,
    beta: Float = 0, into c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      Int32(truncatingIfNeeded: m), Int32(truncatingIfNeeded: n), Int32(truncatingIfNeeded: k),
      alpha, a, Int32(truncatingIfNeeded: lda), b, Int32(truncatingIfNeeded: ldb),
      beta, c, Int32(truncatingIfNeeded: ldc))
  }

  /// y = A x, or A^T x when transposed, where A is [rows, columns].
  @inline(__always)
  package static func multiply(
    _ a: UnsafePointer<Float>, rows: Int, columns: Int, transposed: Bool,
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, Int32(truncatingIfNeeded: rows),
      Int32(truncatingIfNeeded: columns), 1, a, Int32(truncatingIfNeeded: columns), x, 1, 0, y, 1)
  }

  /// The kernels in use ("SkylakeX", "Haswell" ...).
  package static var coreName: String { String(cString: openblas_get_corename()) }

  /// OpenBLAS's own description of its build.
  package static var configuration: String { String(cString: openblas_get_config()) }

  /// The kernels that this processor should run; nil where OpenBLAS's own choice is as good.
  package static var bestCoreName: String? {
    guard let name = bestCore() else { return nil }
    return String(cString: name)
  }

  /// What speaks against the kernels in use, and what to do about it; nil when the processor, or what
  /// `SCANLINE_CPU` allows of it, offers no better ones.
  package static var coreWarning: String? {
    guard let best = bestCoreName else { return nil }
    let isAsked = secure_getenv("OPENBLAS_CORETYPE").map { $0.pointee != 0 } ?? false
    return warning(core: coreName, best: best, isAsked: isAsked)
  }

  /// The same of any two.
  /// - Parameter isAsked: whether the environment asks for these kernels.
  package static func warning(core: String, best: String, isAsked: Bool) -> String? {
    // By what their instruction sets can do; of a name that is not here nothing is known.
    let names = ["opteron", "prescott", "nehalem", "sandybridge", "haswell", "skylakex"]
    guard let place = names.firstIndex(of: core.lowercased()),
      let bestPlace = names.firstIndex(of: best.lowercased()), place < bestPlace
    else { return nil }
    let reason = isAsked ? ", as OPENBLAS_CORETYPE in the environment asks" : ""
    let remedy = isAsked ? "unset it" : "set OPENBLAS_CORETYPE=\(best) in the environment"
    return
      "OpenBLAS runs its \(core) kernels\(reason); this processor offers \(best), which is faster: "
      + "\(remedy) before the process starts"
  }
}

/// OpenBLAS 0.3.21 chooses its kernels by a list of processor models, and falls back to SSE3 ones,
/// several times slower, on models younger than itself. The choice by what the processor can do is ours.
private func bestCore() -> UnsafePointer<CChar>? {
  let name: StaticString
  let capability = Processor.capability
  let limit = Processor.requestedLimit ?? capability
  switch min(capability.rawValue, limit.rawValue) {
  case Processor.InstructionSet.avx512.rawValue: name = "SkylakeX"
  case Processor.InstructionSet.avx2.rawValue: name = "Haswell"
  default:
    // Asked for less than there is: SSE4.2 at the most.
    guard capability != .baseline else { return nil }
    name = "Nehalem"
  }
  return UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// OpenBLAS asks `getenv("OPENBLAS_CORETYPE")` when the library is loaded, before any of our code runs. The
/// link (`--wrap=getenv`) routes the question of everything inside the library to this function, so that
/// the right kernels are chosen without a change to the host's environment. An explicit setting of the
/// user's wins. `secure_getenv` because the wrapped name cannot be called from here.
@_cdecl("__wrap_getenv")
package func wrapGetenv(_ name: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>? {
  let value = secure_getenv(name)
  if let value, value.pointee != 0 { return value }
  guard strcmp(name, "OPENBLAS_CORETYPE") == 0, let core = bestCore() else { return value }
  return UnsafeMutablePointer(mutating: core)
}

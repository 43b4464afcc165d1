import CKernels
import Glibc
import VectorKernels

/// What the processor can do, and the kernels that are chosen for it.
///
/// Training gives the same bits on any number of threads of one kind of processor; between instruction sets
/// they differ in the last places, because FMA rounds once where the baseline rounds twice.
package enum Processor {
  /// The elementwise kernels of one processor generation, from the least to the most able.
  package enum InstructionSet: Int, CaseIterable, Sendable {
    /// Every x86-64 processor.
    case baseline
    /// With FMA.
    case avx2
    /// F, DQ, BW and VL, with FMA.
    case avx512

    /// As `SCANLINE_CPU` has it.
    package var name: String {
      switch self {
      case .baseline: "baseline"
      case .avx2: "avx2"
      case .avx512: "avx512"
      }
    }
  }

  /// The most able that this processor, its operating system and this build have. (A build without the
  /// Makefile's options has the baseline's kernels only.)
  package static let best: InstructionSet = {
    if capability == .avx512 && scanline_has_avx512_kernels() { return .avx512 }
    if capability.rawValue >= InstructionSet.avx2.rawValue && scanline_has_avx2_kernels() {
      return .avx2
    }
    return .baseline
  }()

  /// The one in use: the best, or a lower one that the environment variable `SCANLINE_CPU` asks for.
  package static let instructionSet: InstructionSet = {
    guard let limit = requestedLimit, limit.rawValue < best.rawValue else { return best }
    return limit
  }()

  /// The kernels of `instructionSet`. (Functions, and never written: safe on any thread.)
  nonisolated(unsafe) package static let kernels = table(of: instructionSet)

  /// The kernels of any instruction set that is not above `best`, for comparing them.
  package static func kernels(of set: InstructionSet) -> KernelTable? {
    set.rawValue <= best.rawValue ? table(of: set) : nil
  }

  private static func table(of set: InstructionSet) -> KernelTable {
    withUnsafeTemporaryAllocation(of: KernelTable.self, capacity: 1) { room in
      // One element: there is a base address.
      guard let table = room.baseAddress else { return room[0] }
      switch set {
      case .avx512: scanline_kernels_avx512(table)
      case .avx2: scanline_kernels_avx2(table)
      case .baseline: VectorKernels.fillTable(table)
      }
      return table.move()
    }
  }

  /// What the processor can do, whatever kernels there are. May be asked before `main`.
  static var capability: InstructionSet {
    if scanline_cpu_has_avx512() { return .avx512 }
    return scanline_cpu_has_avx2() ? .avx2 : .baseline
  }

  /// What is wrong with the environment variable; nil when nothing is.
  package static var warning: String? {
    guard requestedLimit == nil, let value = secure_getenv("SCANLINE_CPU"), value.pointee != 0
    else { return nil }
    let known = InstructionSet.allCases.map(\.name).joined(separator: ", ")
    return "SCANLINE_CPU is \"\(String(cString: value))\", which is none of \(known): ignored"
  }

  /// Of the environment variable; nil if there is none, or an unknown word. May be asked before `main`.
  static var requestedLimit: InstructionSet? {
    guard let value = secure_getenv("SCANLINE_CPU") else { return nil }
    if strcmp(value, "baseline") == 0 { return .baseline }
    if strcmp(value, "avx2") == 0 { return .avx2 }
    if strcmp(value, "avx512") == 0 { return .avx512 }
    return nil
  }
}

/// glibc's, which its headers show only to programs that define _GNU_SOURCE.
@_silgen_name("secure_getenv")
func secure_getenv(_ name: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>?

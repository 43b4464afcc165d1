import Compute
import Platform
import Testing

@Suite struct BLASTests {
  /// Every transposition, with leading dimensions beyond the matrix, against three plain loops.
  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func productsMatchThePlainLoops(transposeA: Bool, transposeB: Bool) throws {
    let (m, n, k) = (5, 7, 9)
    let lda = (transposeA ? m : k) + 3
    let ldb = (transposeB ? k : n) + 2
    let ldc = n + 4
    var stream = RandomStream(seed: 1, .test)
    let a = try FloatBuffer(count: (transposeA ? k : m) * lda)
    let b = try FloatBuffer(count: (transposeB ? n : k) * ldb)
    let c = try FloatBuffer(count: m * ldc)
    for index in 0..<a.count { a.pointer[index] = stream.uniform(-1, 1) }
    for index in 0..<b.count { b.pointer[index] = stream.uniform(-1, 1) }
    for index in 0..<c.count { c.pointer[index] = stream.uniform(-1, 1) }
    let before = try FloatBuffer(copying: c)
    BLAS.multiply(
      m: m, n: n, k: k, alpha: 0.5, a.pointer, lda: lda, transposeA: transposeA, b.pointer,
      ldb: ldb, transposeB: transposeB, beta: 2, into: c.pointer, ldc: ldc)
    for row in 0..<m {
      for column in 0..<ldc {
        let old = before.pointer[row * ldc + column]
        guard column < n else {
          #expect(c.pointer[row * ldc + column] == old, "padding was written")
          continue
        }
        var sum = 0.0
        for index in 0..<k {
          let left = a.pointer[transposeA ? index * lda + row : row * lda + index]
          let right = b.pointer[transposeB ? column * ldb + index : index * ldb + column]
          sum += Double(left) * Double(right)
        }
        let expected = 0.5 * sum + 2 * Double(old)
        #expect(abs(Double(c.pointer[row * ldc + column]) - expected) < 1e-5)
      }
    }
  }

  /// Every shape that the products take through their packing buffers, from four threads at once, gives
  /// the bits that it gives alone.
  @Test func productsFromManyThreadsDoNotDisturbEachOther() throws {
    let shapes = [(3, 9, 6), (16, 64, 32), (8, 128, 96)]
    let bad = Mutex(0)
    let threads = try (0..<4).map { number in
      try Thread {
        for (index, (m, n, k)) in shapes.enumerated() {
          var stream = RandomStream(seed: UInt64(number), .test, UInt64(index))
          let a = (0..<(m * k)).map { _ in stream.uniform(-1, 1) }
          let b = (0..<(n * k)).map { _ in stream.uniform(-1, 1) }
          let expected = (0..<(m * n)).map { cell in
            (0..<k).reduce(0.0) { $0 + Double(a[cell / n * k + $1] * b[cell % n * k + $1]) }
          }
          var c = [Float](repeating: 0, count: m * n)
          for _ in 0..<1000 {
            BLAS.multiply(
              m: m, n: n, k: k, a, lda: k, b, ldb: k, transposeB: true, into: &c, ldc: n)
            if zip(c, expected).contains(where: { !(abs(Double($0) - $1) < 1e-4) }) {
              bad.withLock { $0 += 1 }
            }
          }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(bad.withLock { $0 } == 0)
  }

  /// What OpenBLAS was told when the process started: the user's choice, or else the best kernels.
  @Test func theKernelsAreThoseThatWereAskedFor() {
    guard let asked = wrapGetenv("OPENBLAS_CORETYPE"), asked.pointee != 0 else { return }
    let name = String(cString: asked).lowercased()
    // Two that others stand for (see the Makefile).
    let linked = ["zen": "haswell", "cooperlake": "skylakex"][name] ?? name
    #expect(BLAS.coreName.lowercased() == linked)
  }

  @Test func onlyKernelsBelowTheProcessorAreWarnedOf() throws {
    func warning(_ core: String, _ best: String, isAsked: Bool = false) -> String? {
      BLAS.warning(core: core, best: best, isAsked: isAsked)
    }
    for (core, best) in [
      ("SkylakeX", "SkylakeX"), ("SkylakeX", "Haswell"), ("Haswell", "Nehalem"),
      ("Younger", "Haswell"),
    ] {
      #expect(warning(core, best) == nil)
    }
    let fallback = try #require(warning("Prescott", "Haswell"))
    #expect(fallback.contains("Prescott") && fallback.contains("set OPENBLAS_CORETYPE=Haswell"))
    let asked = try #require(warning("Sandybridge", "SkylakeX", isAsked: true))
    #expect(asked.contains("SkylakeX") && asked.contains("unset it"))
  }

  @Test func absurdSizesAreAnErrorAndNotATrap() {
    #expect(throws: (any Error).self) { try FloatBuffer(count: .max) }
    #expect(throws: (any Error).self) { try FloatBuffer(count: -1) }
    #expect(throws: (any Error).self) { try FloatBuffer(count: .max / 8) }
  }
}

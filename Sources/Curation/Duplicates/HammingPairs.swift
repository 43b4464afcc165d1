/// All pairs of 64-bit hashes that differ in few bits, without comparing all with all.
///
/// Multi-index hashing (Norouzi, Punjani and Fleet, CVPR 2012): the bits are cut into one part more than
/// may differ, so that two hashes within the distance agree in at least one part. For each part, hashes are
/// sorted by it, and only those with the same part are compared.
enum HammingPairs {
  /// - Parameters:
  ///   - hashes: different from each other.
  ///   - distance: bits that may differ.
  ///   - deliver: called with the indices of each pair, the smaller one first, at least once.
  static func find(
    in hashes: [UInt64], within distance: Int, _ deliver: (_ a: Int, _ b: Int) -> Void
  ) {
    guard distance > 0 else { return }
    let parts = distance + 1
    var order = Array(Int32(0)..<Int32(hashes.count))
    for part in 0..<parts {
      let low = 64 * part / parts
      let high = 64 * (part + 1) / parts
      let mask = (UInt64.max >> UInt64(64 - (high - low))) << UInt64(low)
      order.sort {
        let (a, b) = (hashes[Int($0)], hashes[Int($1)])
        return (a & mask, $0) < (b & mask, $1)
      }
      // Along the order, so that neighbours lie in one piece.
      let sorted = order.map { hashes[Int($0)] }
      sorted.withUnsafeBufferPointer { sorted in
        for first in sorted.indices {
          let own = sorted[first]
          var second = first + 1
          while second < sorted.count, (sorted[second] ^ own) & mask == 0 {
            if differs(sorted[second] ^ own, atMost: distance) {
              let (a, b) = (Int(order[first]), Int(order[second]))
              deliver(min(a, b), max(a, b))
            }
            second &+= 1
          }
        }
      }
    }
  }

  @inline(__always)
  private static func differs(_ difference: UInt64, atMost distance: Int) -> Bool {
    difference.nonzeroBitCount <= distance
  }
}

/// All pairs of 64-bit hashes that differ in few bits, without comparing all with all.
///
/// Multi-index hashing (Norouzi, Punjani and Fleet, CVPR 2012): the bits are cut into one part more than
/// may differ, so that two hashes within the distance agree in at least one part. For each part, hashes are
/// sorted by it, and only those with the same part are compared. Bits that are the same in nearly all hashes (those of
/// a plain margin, say) tell none apart, so that each part gets as many of them as the others.
enum HammingPairs {
  /// Comparisons, a few milliseconds of them, after which `pause` is called.
  private static let stretch = 1 << 22

  /// - Parameters:
  ///   - hashes: of which to find the pairs.
  ///   - distance: bits that may differ.
  ///   - pause: called from time to time; what it throws comes through.
  ///   - deliver: called once for each pair, with its indices, the smaller one first.
  static func find(
    in hashes: [UInt64], within distance: Int, pause: () throws -> Void,
    _ deliver: (_ a: Int, _ b: Int) throws -> Void
  ) rethrows {
    guard distance > 0 else { return }
    var order = Array(Int32(0)..<Int32(hashes.count))
    var compared = 0
    let masks = masks(hashes, parts: distance + 1)
    for (number, mask) in masks.enumerated() {
      try pause()
      order.sort {
        let (a, b) = (hashes[Int($0)], hashes[Int($1)])
        return (a & mask, $0) < (b & mask, $1)
      }
      // Along the order, so that neighbours lie in one piece.
      let sorted = order.map { hashes[Int($0)] }
      try sorted.withUnsafeBufferPointer { sorted in
        for first in sorted.indices {
          let own = sorted[first]
          var second = first + 1
          while second < sorted.count, (sorted[second] ^ own) & mask == 0 {
            let difference = sorted[second] ^ own
            // What agrees in an earlier part was met there.
            if differs(difference, atMost: distance),
              !masks[..<number].contains(where: { difference & $0 == 0 })
            {
              let (a, b) = (Int(order[first]), Int(order[second]))
              try deliver(min(a, b), max(a, b))
            }
            second &+= 1
          }
          compared += second - first
          if compared > stretch {
            compared = 0
            try pause()
          }
        }
      }
    }
  }

  /// The bits of each part, dealt out in turns from those that halve the hashes to those that all share.
  static func masks(_ hashes: [UInt64], parts: Int) -> [UInt64] {
    let leaning = (0..<64).map { bit in
      abs(hashes.reduce(0) { $0 + Int($1 >> UInt64(bit) & 1) * 2 - 1 })
    }
    var masks = [UInt64](repeating: 0, count: parts)
    for (turn, bit) in (0..<64).sorted(by: { (leaning[$0], $0) < (leaning[$1], $1) }).enumerated() {
      masks[turn % parts] |= 1 << UInt64(bit)
    }
    return masks
  }

  @inline(__always)
  private static func differs(_ difference: UInt64, atMost distance: Int) -> Bool {
    difference.nonzeroBitCount <= distance
  }
}

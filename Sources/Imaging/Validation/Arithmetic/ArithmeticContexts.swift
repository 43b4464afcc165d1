/// What arithmetic coding remembers within a segment: the contexts of each of a scan's tables, and of each of its
/// components what the next block's mean brightness is predicted from.
final class ArithmeticContexts {
  /// One component's part. Components of one table share its contexts.
  struct Member {
    /// Contexts of the DC differences (T.81, table F.4): five groups of four by the difference before, and
    /// `magnitudes`.
    let dc: UnsafeMutablePointer<UInt8>
    /// Contexts of the AC coefficients (T.81, table F.5): three for each, and `magnitudes` of the lower ones
    /// and of those above `lastLow`.
    let ac: UnsafeMutablePointer<UInt8>
    /// Differences are small above the one and up to the other bound (L and U of DAC; F.1.4.4.1.2).
    let smallBounds: (lower: Int, upper: Int)
    /// Kx of DAC.
    let lastLow: Int
    /// The last block's DC coefficient.
    var prediction = 0
    /// The last difference's group in `dc`.
    var group = 0
  }

  /// Where the contexts of a DC magnitude's categories begin.
  static let dcMagnitudes = 20
  /// The same for AC coefficients up to `lastLow`, and above it.
  static let lowMagnitudes = 189
  static let highMagnitudes = 217
  /// From a category's context to that of the bits below its first.
  static let bitsOffset = 14

  private static let dcCount = 64
  private static let acCount = 256
  private static let tableCount = 16

  /// In the scan's order.
  let members: UnsafeMutablePointer<Member>
  let estimates: UnsafeMutablePointer<UInt64>
  /// The context of equal odds.
  let fixed: UnsafeMutablePointer<UInt8>
  private let memberCount: Int
  private let contexts: UnsafeMutablePointer<UInt8>

  init(_ scan: JPEGScan) {
    let bytes = Self.tableCount * (Self.dcCount + Self.acCount) + 1
    contexts = .allocate(capacity: bytes)
    contexts.initialize(repeating: 0, count: bytes)
    fixed = contexts + bytes - 1
    fixed.pointee = ArithmeticEstimates.fixedContext
    estimates = .allocate(capacity: ArithmeticEstimates.entries.count)
    estimates.initialize(
      from: ArithmeticEstimates.entries, count: ArithmeticEstimates.entries.count)
    memberCount = scan.members.count
    members = .allocate(capacity: memberCount)
    for (index, member) in scan.members.enumerated() {
      let conditioning = member.conditioning
      let ac = Self.tableCount * Self.dcCount + member.acIndex * Self.acCount
      (members + index).initialize(
        to: Member(
          dc: contexts + member.dcIndex * Self.dcCount, ac: contexts + ac,
          smallBounds: ((1 << conditioning.lower) >> 1, (1 << conditioning.upper) >> 1),
          lastLow: conditioning.lastLow))
    }
  }

  deinit {
    members.deallocate()
    estimates.deallocate()
    contexts.deallocate()
  }

  /// Forgets everything, as at the start of every segment.
  func reset() {
    for index in 0..<memberCount {
      members[index].dc.update(repeating: 0, count: Self.dcCount)
      members[index].ac.update(repeating: 0, count: Self.acCount)
      (members[index].prediction, members[index].group) = (0, 0)
    }
  }
}

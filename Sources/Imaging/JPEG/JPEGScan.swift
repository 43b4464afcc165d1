/// A scan header and where its data lie.
package struct JPEGScan: Sendable {
  /// One component's part in the scan.
  package struct Member: Sendable {
    /// Index into `JPEGHeader.components`.
    package let component: Int
    package let dcIndex: Int
    package let acIndex: Int
    /// Where in the file the Huffman tables in force at this scan stand, without the byte of class and
    /// number; nil when none was defined.
    package let dc: Range<Int>?
    package let ac: Range<Int>?
    /// The same for arithmetic coding.
    package let conditioning: JPEGConditioning
  }

  package let members: InlineList<4, Member>
  /// First and last coefficient (Ss, Se), in zigzag order.
  package let spectralStart: Int
  package let spectralEnd: Int
  /// Successive approximation: the bit position before (Ah) and after (Al) this scan.
  package let approximationHigh: Int
  package let approximationLow: Int
  /// MCUs between restart markers; 0: none.
  package let restartInterval: Int
  /// Offset of the SOS marker.
  package let offset: Int
  /// The entropy-coded data, restart markers included.
  package internal(set) var data: Range<Int>

  /// A list to be filled.
  static let noMembers = InlineList<4, Member>(
    filler: Member(
      component: 0, dcIndex: 0, acIndex: 0, dc: nil, ac: nil, conditioning: JPEGConditioning()))
}

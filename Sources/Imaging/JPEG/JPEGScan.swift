/// A scan header and where its data lie.
package struct JPEGScan: Sendable {
  /// One component's part in the scan.
  package struct Member: Sendable {
    /// Index into `JPEGHeader.components`.
    package let component: Int
    package let dcIndex: Int
    package let acIndex: Int
    /// The tables in force at this scan; nil when none was defined.
    package let dc: JPEGHuffmanTable?
    package let ac: JPEGHuffmanTable?
    /// The same for arithmetic coding.
    package let conditioning: JPEGConditioning
  }

  package let members: [Member]
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
}

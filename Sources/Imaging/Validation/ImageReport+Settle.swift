extension ImageReport {
  /// A damaged picture with at least this share of its rows before the damage is worth keeping.
  static let salvageableShare = 0.5

  /// The report on something that could not be read.
  package init(unreadable problem: String) {
    self.init()
    settle(JPEGFault(.unreadable, at: 0, problem))
    byteOffset = nil
  }

  /// Takes what the header says.
  mutating func describe(_ header: JPEGHeader) {
    width = header.width
    height = header.height
    components = header.components.count
    progressive = header.isProgressive
    arithmetic = header.arithmetic
    orientation = header.orientation
    guard components > 0 else { return }
    colourSpace = header.colourSpace
    subsamplingHorizontal = header.subsamplingHorizontal
    subsamplingVertical = header.subsamplingVertical
  }

  /// Nothing of the picture can be used.
  mutating func settle(_ fault: JPEGFault) {
    reason = fault.reason
    verdict = fault.reason.verdict
    byteOffset = fault.offset
    decodedShare = 0
    warningCount = 1
    message = Self.message(fault)
  }

  /// The verdict on a picture that was walked to its end.
  mutating func settle(_ findings: JPEGFindings, height: Int) {
    decodedShare = findings.decodedShare
    warningCount = findings.count
    guard let first = findings.faults.first else { return }
    reason = first.fault.reason
    byteOffset = first.fault.offset
    row = first.row
    message = Self.message(first.fault)
    // Where data end is known to the byte. Where they are wrong it is not: codes stay readable for a
    // while after an altered bit, so that the rows before the fault need not be good.
    let isCut = findings.faults.allSatisfy(\.isCut)
    verdict =
      isCut && decodedShare >= Self.salvageableShare ? .salvageable : first.fault.reason.verdict
  }

  private static func message(_ fault: JPEGFault) -> String {
    fault.reason == .unreadable
      ? "unreadable: \(fault.text)" : "\(fault.reason.name) at byte \(fault.offset): \(fault.text)"
  }
}

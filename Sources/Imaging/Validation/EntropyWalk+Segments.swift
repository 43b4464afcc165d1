import Glibc

extension EntropyWalk {
  /// Stray bytes that encoders are known to leave before a restart marker or EOI.
  static let harmlessStrayBytes = 16
  /// The same before the markers of a header, where whole alignment gaps occur.
  static let harmlessHeaderStrayBytes = 1024
  /// As many zeros in a row are no picture's data but a part of the file that was never written.
  private static let zeroRun = 64

  /// Walks a scan from restart marker to restart marker.
  mutating func walkSegments(_ scan: JPEGScan, _ plan: ScanPlan) throws {
    let interval = scan.restartInterval > 0 ? scan.restartInterval : plan.mcuCount
    var mcu = 0
    var at = scan.data.lowerBound
    var expected = 0
    while true {
      let segment = EntropySegment(bytes, from: at, to: scan.data.upperBound)
      let mcus = min(interval, plan.mcuCount - mcu)
      let outcome =
        statistics.isEmpty
        ? try walkSegment(CheckOnly.self, segment, scan, plan, from: mcu, count: mcus)
        : try walkSegment(CheckAndGather.self, segment, scan, plan, from: mcu, count: mcus)
      let isFaulty = outcome.fault != nil
      if let fault = outcome.fault { try note(fault, segment, scan, plan, from: mcu) }
      mcu += mcus
      guard mcu < plan.mcuCount else {
        if !isFaulty {
          try checkEnd(of: scan, segment, bytesLeft: outcome.bytesLeft, plan, from: mcu - mcus)
        }
        return
      }
      if !isFaulty { checkStray(segment, bytesLeft: outcome.bytesLeft) }
      guard let next = resynchronise(segment, scan, plan, &mcu, &expected, isFaulty: isFaulty)
      else { return }
      at = next
      guard mcu < plan.mcuCount else { return }
    }
  }

  /// What the walk of a segment came to.
  private struct Outcome {
    let fault: EntropyFault?
    /// Bytes of the segment behind its last block.
    let bytesLeft: Int
  }

  private mutating func walkSegment<Mode: Gathering>(
    _ mode: Mode.Type, _ segment: EntropySegment, _ scan: JPEGScan, _ plan: ScanPlan,
    from mcu: Int, count: Int
  ) throws -> Outcome {
    var cursor = BitCursor(open(segment))
    let fault = try walk(mode, &cursor, scan, plan, from: mcu, count: count)
    return Outcome(fault: fault, bytesLeft: cursor.bytesLeft)
  }

  private mutating func walk<Mode: Gathering>(
    _ mode: Mode.Type, _ cursor: inout BitCursor, _ scan: JPEGScan, _ plan: ScanPlan,
    from mcu: Int, count: Int
  ) throws -> EntropyFault? {
    guard header.isProgressive else {
      return SequentialWalk.run(mode, plan, &cursor, from: mcu, mcus: count)
    }
    let shift = scan.approximationLow
    if scan.spectralStart == 0 {
      return scan.approximationHigh == 0
        ? ProgressiveWalk.dcFirst(mode, plan, &cursor, from: mcu, mcus: count, shift: shift)
        : ProgressiveWalk.dcRefine(mode, plan, &cursor, from: mcu, mcus: count, shift: shift)
    }
    let band = scan.spectralStart...scan.spectralEnd
    let history = try history(of: scan.members[0].component, blocks: plan.mcuCount)
    guard scan.approximationHigh > 0 else {
      return ProgressiveWalk.acFirst(
        mode, plan, &cursor, mcus: count, band: band, shift: shift,
        history: history.map { $0 + mcu })
    }
    guard let history else { return nil }
    return ProgressiveWalk.acRefine(
      plan, &cursor, mcus: count, band: band, shift: shift, history: history + mcu)
  }

  // MARK: - What follows a segment

  /// Looks at the restart marker behind a segment, by the rules of libjpeg: one that is up to two
  /// ahead means that intervals were lost, one that is up to two behind that it was sent twice, and any
  /// other is taken for the one expected.
  /// - Returns: where the next segment begins; nil when the data end.
  private mutating func resynchronise(
    _ segment: EntropySegment, _ scan: JPEGScan, _ plan: ScanPlan, _ mcu: inout Int,
    _ expected: inout Int, isFaulty: Bool
  ) -> Int? {
    let row = pixelRow(of: mcu, plan)
    guard var found = segment.restart else {
      // A segment that ended too early has said so already.
      if !isFaulty { noteCut(at: segment.range.upperBound, scan, row: row) }
      return nil
    }
    var at = segment.next
    while found != expected {
      note(
        .restartMismatch, at - 2, "restart marker \(found) where \(expected) was due", row: row)
      limitGoodRows(scan, to: row)
      let ahead = (found - expected) & 7
      if ahead <= 2 {
        // A restart interval may be 65535 and the picture small; the product cannot overflow.
        mcu += ahead * scan.restartInterval
        expected = found
      } else if ahead >= 6 {
        let dropped = EntropySegment(bytes, from: at, to: scan.data.upperBound)
        guard let restart = dropped.restart else {
          noteCut(at: dropped.range.upperBound, scan, row: row)
          return nil
        }
        found = restart
        at = dropped.next
      } else {
        break
      }
    }
    expected = (expected + 1) & 7
    return at
  }

  /// What is left behind the last MCU of a scan. A data stream that was read out of step mostly ends
  /// too early or, seen here, too late.
  private mutating func checkEnd(
    of scan: JPEGScan, _ segment: EntropySegment, bytesLeft: Int, _ plan: ScanPlan, from mcu: Int
  ) throws {
    let stray = bytesLeft + max(scan.data.upperBound - segment.next, 0)
    let isLast = scan.data.upperBound == bytes.count || isEnd(scan.data.upperBound)
    let limit = isLast ? Self.harmlessStrayBytes : Self.harmlessHeaderStrayBytes
    guard stray > limit else { return }
    if startOfZeros(in: segment, before: segment.range.upperBound) != nil {
      // What was read last were zeros, not the picture.
      let last = EntropyFault(
        kind: .outOfData, mcu: plan.mcuCount - mcu - 1, bit: segment.range.count * 8)
      return try note(last, segment, scan, plan, from: mcu)
    }
    note(
      .extraneousData, scan.data.upperBound - stray,
      "\(stray) bytes are left behind the last block of the scan; at most \(limit) occur",
      row: nil)
  }

  private mutating func checkStray(_ segment: EntropySegment, bytesLeft: Int) {
    guard bytesLeft > Self.harmlessStrayBytes else { return }
    note(
      .extraneousData, segment.range.upperBound - bytesLeft,
      "\(bytesLeft) bytes are left before a restart marker; at most "
        + "\(Self.harmlessStrayBytes) occur", row: nil)
  }

  /// Whether the marker at `offset`, after its fill bytes, is EOI.
  private func isEnd(_ offset: Int) -> Bool {
    header.endOffset.map { offset <= $0 && $0 - offset < Self.harmlessStrayBytes } ?? false
  }

  // MARK: - Saying what was met

  private mutating func note(
    _ fault: EntropyFault, _ segment: EntropySegment, _ scan: JPEGScan, _ plan: ScanPlan,
    from mcu: Int
  ) throws {
    var place = fault
    var isCut = fault.kind == .outOfData && segment.restart == nil
    let zeros = startOfZeros(
      in: segment, before: segment.offset(ofByte: fault.bit / 8, in: bytes))
    if let zeros {
      // Zeros are read as codes for a while: the damage lies where they begin.
      let before = EntropySegment(bytes, from: segment.range.lowerBound, to: zeros)
      let outcome = try walkSegment(
        CheckOnly.self, before, scan, plan, from: mcu, count: fault.mcu + 1)
      if let earlier = outcome.fault {
        place = earlier
        isCut = isTail(segment, from: zeros)
      }
    }
    let row = pixelRow(of: mcu + place.mcu, plan)
    let offset = segment.offset(ofByte: place.bit / 8, in: bytes)
    // What a progressive file lost at its end only leaves the rest coarser.
    let isCoarser = isCut && header.isProgressive && scan.spectralStart > 0
    if !isCoarser { limitGoodRows(scan, to: row) }
    guard !isCut else {
      noteCut(at: offset, scan, row: row, zeros: zeros != nil)
      return
    }
    if fault.kind == .outOfData {
      note(
        .badEntropyData, offset,
        "a restart marker comes before the data of row \(row) end", row: row)
    } else {
      note(.badEntropyData, offset, "\(fault.text) in row \(row)", row: row)
    }
  }

  private mutating func noteCut(at offset: Int, _ scan: JPEGScan, row: Int, zeros: Bool = false) {
    let isCoarser = header.isProgressive && scan.spectralStart > 0
    if !isCoarser { limitGoodRows(scan, to: row) }
    let what =
      if zeros {
        "only zeros follow"
      } else if scan.data.upperBound == bytes.count {
        "the file ends"
      } else {
        "another marker follows"
      }
    let text =
      isCoarser
      ? "a scan of details ends at row \(row) of \(header.height): \(what); no row is lost by that"
      : "the data end at row \(row) of \(header.height): \(what)"
    note(.truncated, offset, text, row: isCoarser ? nil : row, isCut: true)
  }

  /// The first row of an MCU; of the last one for what is counted past the end.
  func pixelRow(of mcu: Int, _ plan: ScanPlan) -> Int {
    min(mcu, max(plan.mcuCount - 1, 0)) / max(plan.mcusPerRow, 1) * plan.rowHeight
  }

  /// Where in the file a run of zeros begins that lies before a fault.
  private func startOfZeros(in segment: EntropySegment, before fault: Int) -> Int? {
    var run = 0
    for at in segment.range {
      run = bytes[at] == 0 ? run + 1 : 0
      guard run == Self.zeroRun else { continue }
      let start = at - run + 1
      // The zero behind a 0xFF belongs to it.
      let isStuffing = start > segment.range.lowerBound && bytes[start - 1] == 0xFF
      return start <= fault ? start + (isStuffing ? 1 : 0) : nil
    }
    return nil
  }

  /// Whether nothing but zeros follows up to the segment's end, which is the scan's.
  private func isTail(_ segment: EntropySegment, from start: Int) -> Bool {
    guard segment.restart == nil, let base = bytes.baseAddress, start < segment.range.upperBound
    else { return false }
    // All bytes are equal to the one before.
    return bytes[start] == 0
      && memcmp(base + start, base + start + 1, segment.range.upperBound - start - 1) == 0
  }
}

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
      let segment = unstuff(from: at, to: scan.data.upperBound)
      let mcus = min(interval, plan.mcuCount - mcu)
      var cursor = BitCursor(UnsafePointer(unstuffed), byteCount: segment.byteCount)
      let fault =
        statistics.isEmpty
        ? try walkSegment(CheckOnly.self, scan, plan, &cursor, from: mcu, count: mcus)
        : try walkSegment(CheckAndGather.self, scan, plan, &cursor, from: mcu, count: mcus)
      if let fault { try note(fault, segment, scan, plan, from: mcu) }
      mcu += mcus
      guard mcu < plan.mcuCount else {
        if fault == nil { try checkEnd(of: scan, segment, cursor, plan, from: mcu - mcus) }
        return
      }
      if fault == nil { checkStray(segment, cursor, before: "a restart marker") }
      guard let next = resynchronise(segment, scan, plan, &mcu, &expected, isFaulty: fault != nil)
      else { return }
      at = next
      guard mcu < plan.mcuCount else { return }
    }
  }

  private mutating func walkSegment<Mode: Gathering>(
    _ mode: Mode.Type, _ scan: JPEGScan, _ plan: ScanPlan, _ cursor: inout BitCursor,
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
        let dropped = unstuff(from: at, to: scan.data.upperBound)
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
    of scan: JPEGScan, _ segment: EntropySegment, _ cursor: BitCursor, _ plan: ScanPlan,
    from mcu: Int
  ) throws {
    let beyond = max(scan.data.upperBound - segment.next, 0)
    let stray = (cursor.total - cursor.position) / 8 + beyond
    let isLast = scan.data.upperBound == bytes.count || isEnd(scan.data.upperBound)
    let limit = isLast ? Self.harmlessStrayBytes : Self.harmlessHeaderStrayBytes
    guard stray > limit else { return }
    if startOfZeros(segment, before: segment.byteCount) != nil {
      // What was read last were zeros, not the picture.
      let last = EntropyFault(
        kind: .outOfData, mcu: plan.mcuCount - mcu - 1, bit: segment.byteCount * 8)
      return try note(last, segment, scan, plan, from: mcu)
    }
    note(
      .extraneousData, scan.data.upperBound - stray,
      "\(stray) bytes are left behind the last block of the scan; at most \(limit) occur",
      row: nil)
  }

  private mutating func checkStray(
    _ segment: EntropySegment, _ cursor: BitCursor, before what: String
  ) {
    let stray = (cursor.total - cursor.position) / 8
    guard stray > Self.harmlessStrayBytes else { return }
    note(
      .extraneousData, segment.range.upperBound - stray,
      "\(stray) bytes are left before \(what); at most \(Self.harmlessStrayBytes) occur", row: nil)
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
    let zeros = startOfZeros(segment, before: fault.bit / 8)
    if let zeros {
      // Zeros are read as codes for a while: the damage lies where they begin.
      var cursor = BitCursor(UnsafePointer(unstuffed), byteCount: zeros)
      if let earlier = try walkSegment(
        CheckOnly.self, scan, plan, &cursor, from: mcu, count: fault.mcu + 1)
      {
        place = earlier
        isCut = isTail(segment, from: zeros)
      }
    }
    let row = pixelRow(of: mcu + place.mcu, plan)
    let offset = segment.offset(ofByte: min(place.bit / 8, segment.byteCount), in: bytes)
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

  /// Where a run of zeros begins, in unstuffed bytes, that lies before a fault.
  private func startOfZeros(_ segment: EntropySegment, before fault: Int) -> Int? {
    let data = UnsafePointer(unstuffed)
    let end = segment.byteCount
    var at = 0
    var run = 0
    while at < end {
      run = data[at] == 0 ? run + 1 : 0
      if run == Self.zeroRun { return at - run + 1 <= fault ? at - run + 1 : nil }
      at += 1
    }
    return nil
  }

  /// Whether nothing but zeros follows up to the segment's end, which is the scan's.
  private func isTail(_ segment: EntropySegment, from start: Int) -> Bool {
    guard segment.restart == nil else { return false }
    let data = UnsafePointer(unstuffed)
    return (start..<segment.byteCount).allSatisfy { data[$0] == 0 }
  }
}

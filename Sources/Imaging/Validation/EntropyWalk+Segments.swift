import Glibc

extension EntropyWalk {
  /// Stray bytes that encoders are known to leave behind a scan's data, before a restart marker or EOI.
  static let harmlessStrayBytes = 16
  /// The same between the segments of a header, where whole alignment gaps occur.
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
      let isEnd = isEndOfFile(segment, scan)
      let outcome =
        if picture != nil {
          try walk(segment, CheckAndDraw.self, scan, plan, from: mcu, count: mcus, isCut: isEnd)
        } else if statistics.isEmpty {
          try walk(segment, CheckOnly.self, scan, plan, from: mcu, count: mcus, isCut: isEnd)
        } else {
          try walk(segment, CheckAndGather.self, scan, plan, from: mcu, count: mcus, isCut: isEnd)
        }
      let fault = outcome.fault ?? hole(in: segment, plan, bytesLeft: outcome.bytesLeft)
      let isFaulty = fault != nil
      if let fault { try note(fault, segment, scan, plan, from: mcu) }
      guard allowance >= 0 else { return }
      mcu += mcus
      guard mcu < plan.mcuCount else {
        if !isFaulty {
          try checkEnd(of: scan, segment, outcome, plan, from: mcu - mcus)
        }
        return
      }
      if !isFaulty { checkStray(segment, outcome) }
      guard let next = resynchronise(segment, scan, plan, &mcu, &expected, isFaulty: isFaulty)
      else { return }
      at = next
      guard mcu < plan.mcuCount else { return }
    }
  }

  /// Zeros among the data that no encoder wrote, but that could be read as blocks all the same.
  private func hole(in segment: EntropySegment, _ plan: ScanPlan, bytesLeft: Int) -> EntropyFault? {
    guard plan.longestZeroRun < segment.range.count else { return nil }
    let length = max(Self.zeroRun, plan.longestZeroRun + 1)
    let end = segment.range.upperBound - bytesLeft - length
    guard startOfZeros(in: segment, before: end, length: length) != nil else { return nil }
    return EntropyFault(kind: .zeros, mcu: plan.mcuCount - 1, bit: segment.range.count * 8)
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
      guard !isFaulty else { return nil }
      if isEndOfFile(segment, scan) {
        noteCut(at: segment.range.upperBound, scan, row: row)
      } else {
        limitGoodRows(scan, to: row)
        note(
          .badEntropyData, segment.range.upperBound,
          "whole restart intervals are lost: the last one ends at row \(row) of \(header.height)",
          row: row)
      }
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
    of scan: JPEGScan, _ segment: EntropySegment, _ outcome: Outcome, _ plan: ScanPlan,
    from mcu: Int
  ) throws {
    let stray = outcome.bytesLeft + max(scan.data.upperBound - segment.next, 0)
    let limit = outcome.isPadded ? Self.harmlessStrayBytes : 0
    guard stray > limit else { return }
    if startOfZeros(in: segment, before: segment.range.upperBound) != nil {
      // What was read last were zeros, not the picture.
      let last = EntropyFault(
        kind: .outOfData, mcu: plan.mcuCount - mcu - 1, bit: segment.range.count * 8)
      return try note(last, segment, scan, plan, from: mcu)
    }
    note(
      .extraneousData, segment.offset(ofByte: outcome.bytesRead, in: bytes),
      "\(stray) bytes are left behind the last block of the scan"
        + (outcome.isPadded ? "; at most \(limit) occur" : ", and go on from it"), row: nil)
  }

  private mutating func checkStray(_ segment: EntropySegment, _ outcome: Outcome) {
    let limit = outcome.isPadded ? Self.harmlessStrayBytes : 0
    guard outcome.bytesLeft > limit else { return }
    note(
      .extraneousData, segment.offset(ofByte: outcome.bytesRead, in: bytes),
      "\(outcome.bytesLeft) bytes are left before a restart marker"
        + (outcome.isPadded ? "; at most \(limit) occur" : ", and go on from the last block"),
      row: nil)
  }

  /// Whether the file has nothing behind the segment, not even a marker.
  private func isEndOfFile(_ segment: EntropySegment, _ scan: JPEGScan) -> Bool {
    segment.restart == nil && scan.data.upperBound == bytes.count
  }

  /// Whether data that end early were cut off there, and what came before is good. Lost in the middle, they leave the
  /// end as it was: Huffman codes fall into step again, and a scan that ends as an encoder ends it, or that another
  /// one follows, lacks something before. Arithmetic codes do not, so that only the end of the file tells.
  private mutating func isCutOff(
    _ segment: EntropySegment, _ scan: JPEGScan, _ plan: ScanPlan, mcus: Int
  ) -> Bool {
    if isEndOfFile(segment, scan) { return true }
    guard segment.restart == nil, !header.arithmetic, isEnd(scan.data.upperBound) else {
      return false
    }
    // What the last scan of a progressive picture adds is no row.
    guard !header.isProgressive, !segment.range.isEmpty else { return true }
    var cursor = BitCursor(open(segment))
    return !SequentialWalk.endsBehindBlock(plan, &cursor, mcus: mcus)
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
    guard fault.kind != .tooMuchWork else {
      let row = pixelRow(of: mcu + fault.mcu, plan)
      limitGoodRows(scan, to: row)
      return note(
        .tooManyScans, scan.offset, "\(fault.text), up to row \(row) of this scan", row: row)
    }
    var place = fault
    var isCut = fault.kind == .outOfData && isCutOff(segment, scan, plan, mcus: fault.mcu + 1)
    let zeros = startOfZeros(
      in: segment, before: segment.offset(ofByte: fault.bit / 8, in: bytes))
    if let zeros {
      // Zeros are read as codes for a while: the damage lies where they begin.
      let before = EntropySegment(bytes, from: segment.range.lowerBound, to: zeros)
      let outcome = try walk(
        before, CheckOnly.self, scan, plan, from: mcu,
        count: min(fault.mcu + 1, plan.mcuCount - mcu),
        isCut: true)
      if let earlier = outcome.fault {
        place = earlier
        isCut = isTail(segment, from: zeros)
      }
    }
    let row = pixelRow(of: mcu + place.mcu, plan)
    let offset = segment.offset(ofByte: place.bit / 8, in: bytes)
    let isCoarser = isCut && addsDetails(scan)
    if !isCoarser { limitGoodRows(scan, to: row) }
    guard !isCut else {
      noteCut(at: offset, scan, row: row, zeros: zeros != nil)
      return
    }
    if fault.kind == .outOfData {
      note(
        .badEntropyData, offset,
        "a marker stands where the data of row \(row) should go on: some before it are lost",
        row: row)
    } else {
      note(.badEntropyData, offset, "\(fault.text) in row \(row)", row: row)
    }
  }

  private mutating func noteCut(at offset: Int, _ scan: JPEGScan, row: Int, zeros: Bool = false) {
    let isCoarser = addsDetails(scan)
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

  /// Whether a scan that lacks its end only leaves a progressive picture coarser there: its blocks' means have been
  /// sent by another scan, but for their low bits.
  private func addsDetails(_ scan: JPEGScan) -> Bool {
    header.isProgressive && (scan.spectralStart > 0 || scan.approximationHigh > 0)
  }

  /// The first row of an MCU; of the last one for what is counted past the end.
  func pixelRow(of mcu: Int, _ plan: ScanPlan) -> Int {
    min(mcu, max(plan.mcuCount - 1, 0)) / max(plan.mcusPerRow, 1) * plan.rowHeight
  }

  /// Where in the file a run of so many zeros begins that lies before a fault.
  private func startOfZeros(
    in segment: EntropySegment, before fault: Int, length: Int = Self.zeroRun
  ) -> Int? {
    var start = segment.range.lowerBound
    // From the back of each run that may be: most bytes are not looked at.
    search: while start <= segment.range.upperBound - length, start <= fault {
      for at in stride(from: start + length - 1, through: start, by: -1)
      where bytes[at] != 0 {
        // The zero behind a 0xFF belongs to it.
        start = at + (bytes[at] == 0xFF ? 2 : 1)
        continue search
      }
      return start
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

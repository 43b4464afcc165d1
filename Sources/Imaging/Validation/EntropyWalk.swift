import Platform

/// Decodes all entropy-coded data of a file down to its symbols, without building the picture, and notes every fault with its place. After a fault it goes on at the next restart marker,
/// or with the next scan, as decoders do.
struct EntropyWalk {
  /// A fault and the pixel row that it was met in.
  struct Fault {
    let fault: JPEGFault
    let row: Int?
    /// The data end here, rather than being wrong: what came before is good.
    let isCut: Bool
  }

  /// Faults kept; the others are only counted.
  static let keptFaults = 16
  /// Arithmetic decisions that a file may take. Photos take 10 a byte, pages of text up to 25, and flat ground some a
  /// block, however few its bytes. What is allowed takes a fifth of a second, and less a byte than a photo's data.
  private static let allowedDecisions = (ofAnyFile: 200_000_000, ofEachByte: 32)

  let bytes: UnsafeRawBufferPointer
  let header: JPEGHeader
  private let memory: WalkMemory
  private let scratch: ByteBuffer
  private var histories: [Int: ByteBuffer] = [:]
  private(set) var progression: ProgressionState
  private(set) var faults: [Fault] = []
  private(set) var faultCount = 0
  /// Arithmetic decisions that are left to make, about.
  var allowance: Int
  /// One for each component; none when nothing is gathered.
  let statistics: [ComponentStatistics]
  /// Made on the way; nil for a check alone.
  let picture: ScaledPicture?
  /// For each component the pixel rows decoded before its first damage; nil: no scan of it yet.
  private(set) var goodRows = InlineArray<4, Int?>(repeating: nil)

  /// - Parameters:
  ///   - gathers: also what `ImageQuality` is measured from.
  /// - Throws: `noMemory`.
  init(
    _ bytes: UnsafeRawBufferPointer, _ header: JPEGHeader, gathers: Bool,
    picture: ScaledPicture? = nil
  ) throws {
    self.picture = picture
    self.bytes = bytes
    self.header = header
    memory = DecodeWorkspace.current.walk
    scratch = try memory.window(for: header.scans.reduce(0) { max($0, $1.data.count) })
    progression = ProgressionState(components: header.components.count)
    // No file has so many bytes that this overflows: there is a limit of them.
    allowance =
      Self.allowedDecisions.ofAnyFile + bytes.count &* Self.allowedDecisions.ofEachByte
    statistics =
      gathers ? try header.components.map { try ComponentStatistics($0, of: header) } : []
  }

  /// The rows that every component has before its first damage.
  var decodedRows: Int {
    header.components.indices.reduce(header.height) { min($0, goodRows[$1] ?? 0) }
  }

  /// - Throws: `noMemory`.
  mutating func run() throws {
    for scan in header.scans {
      guard try walk(scan), allowance >= 0 else { return }
    }
  }

  /// - Returns: false when nothing after this scan can be decoded.
  private mutating func walk(_ scan: JPEGScan) throws -> Bool {
    if header.isProgressive {
      guard !ProgressionState.isImpossible(scan) else {
        note(
          .badProgression, scan.offset, "impossible progressive scan \(describe(scan))", row: nil)
        return false
      }
      if !progression.accept(scan) {
        note(
          .badProgression, scan.offset,
          "progressive scan \(describe(scan)) does not follow from those before it", row: nil)
        // What it adds to is not there: nothing can be said of its data, and walking them again and again takes time.
        return true
      }
    } else if scan.spectralStart != 0 || scan.spectralEnd != 63 || scan.approximationHigh != 0
      || scan.approximationLow != 0
    {
      note(.badHeader, scan.offset, "scan \(describe(scan)) of a sequential file", row: nil)
    }
    guard let tables = tables(for: scan) else { return false }
    let plan = ScanPlan(
      header, scan, tables: tables, statistics: statistics, picture: picture, in: memory)
    for member in scan.members where goodRows[member.component] == nil {
      goodRows[member.component] = header.height
    }
    try walkSegments(scan, plan)
    return true
  }

  private func describe(_ scan: JPEGScan) -> String {
    "Ss=\(scan.spectralStart) Se=\(scan.spectralEnd) Ah=\(scan.approximationHigh) "
      + "Al=\(scan.approximationLow)"
  }

  // MARK: - Tables

  private mutating func tables(for scan: JPEGScan) -> ScanPlan.Tables? {
    // Arithmetic coding has none, and empty ones stand for them.
    let needsDC =
      !header.arithmetic
      && (!header.isProgressive || scan.spectralStart == 0 && scan.approximationHigh == 0)
    let needsAC = !header.arithmetic && (!header.isProgressive || scan.spectralStart > 0)
    var result = ScanPlan.Tables(repeating: nil)
    for (index, member) in scan.members.enumerated() {
      var (dc, ac) = (definition(at: member.dc), definition(at: member.ac))
      if !header.isProgressive {
        if dc == nil, member.dcIndex < 2 { dc = JPEGHuffmanTable.standardDC[member.dcIndex] }
        if ac == nil, member.acIndex < 2 { ac = JPEGHuffmanTable.standardAC[member.acIndex] }
      }
      guard
        let first = table(dc, needed: needsDC, kind: "DC", member.dcIndex, scan),
        let second = table(ac, needed: needsAC, kind: "AC", member.acIndex, scan)
      else { return nil }
      if needsDC, first.hasLargeSymbol {
        note(.badHeader, scan.offset, "DC Huffman table with a category over 15", row: nil)
        return nil
      }
      result[index] = (first.view, second.view)
    }
    return result
  }

  private mutating func table(
    _ definition: JPEGHuffmanTable?, needed: Bool, kind: String, _ index: Int, _ scan: JPEGScan
  ) -> EntropyTable? {
    guard let wanted = needed ? definition : .empty else {
      note(.badHeader, scan.offset, "\(kind) Huffman table \(index) is missing", row: nil)
      return nil
    }
    guard !wanted.isOversubscribed else {
      note(
        .badHeader, scan.offset,
        "\(kind) Huffman table \(index) has more codes than their lengths can hold", row: nil)
      return nil
    }
    guard !wanted.hasSymbolTwice else {
      note(
        .badHeader, scan.offset, "\(kind) Huffman table \(index) has two codes for one symbol",
        row: nil)
      return nil
    }
    return memory.tables.table(wanted)
  }

  private func definition(at place: Range<Int>?) -> JPEGHuffmanTable? {
    place.map { JPEGHuffmanTable(bytes: UnsafeRawBufferPointer(rebasing: bytes[$0])) }
  }

  // MARK: - Memory

  /// A word a block of a component: which of its coefficients are not 0.
  /// - Returns: nil when no scan refines the component.
  mutating func history(of component: Int, blocks: Int) throws -> UnsafeMutablePointer<UInt64>? {
    let isRefined = header.scans.contains { scan in
      scan.spectralStart > 0 && scan.approximationHigh > 0
        && scan.members.contains { $0.component == component }
    }
    guard isRefined else { return nil }
    let buffer: ByteBuffer
    if let known = histories[component] {
      buffer = known
    } else {
      buffer = try ByteBuffer(count: blocks * 8)
      buffer.pointer.initializeMemory(as: UInt64.self, repeating: 0, count: blocks)
      histories[component] = buffer
    }
    return buffer.pointer.assumingMemoryBound(to: UInt64.self)
  }

  /// The first window on a segment's data.
  func open(_ segment: EntropySegment) -> DataWindow {
    defer { memory.windowUsed = min(segment.range.count, scratch.count) }
    return DataWindow(
      UnsafeRawBufferPointer(rebasing: bytes[segment.range]),
      into: scratch.pointer.assumingMemoryBound(to: UInt8.self), used: memory.windowUsed)
  }

  // MARK: - Faults

  mutating func note(
    _ reason: ImageReport.Reason, _ offset: Int, _ text: String, row: Int?, isCut: Bool = false
  ) {
    faultCount += 1
    guard faults.count < Self.keptFaults else { return }
    faults.append(
      Fault(fault: JPEGFault(reason, at: offset, text), row: row, isCut: isCut))
  }

  /// The rows of a scan's components are good up to here only.
  mutating func limitGoodRows(_ scan: JPEGScan, to row: Int) {
    for member in scan.members {
      goodRows[member.component] = min(goodRows[member.component] ?? row, row)
    }
  }
}

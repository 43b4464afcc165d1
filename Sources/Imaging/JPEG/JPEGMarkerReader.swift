import Glibc

/// Walks the markers of a JPEG file as libjpeg does - stray bytes and fill bytes before a marker are
/// passed over - and refuses what libjpeg refuses. Whatever the bytes are, it ends and does not trap.
struct JPEGMarkerReader {
  let bytes: UnsafeRawBufferPointer
  let limits: ImageLimits
  var header = JPEGHeader()
  var position = 0

  // State that the segments change and the next scan takes.
  var quantisation = InlineArray<4, JPEGQuantisation>(repeating: JPEGQuantisation(repeating: 0))
  /// Where they stand, as `JPEGScan.Member` says.
  var dcTables = InlineArray<4, Range<Int>?>(repeating: nil)
  var acTables = InlineArray<4, Range<Int>?>(repeating: nil)
  /// By number of the DC and of the AC table; a component takes part of each.
  var conditioning = InlineArray<16, JPEGConditioning>(repeating: JPEGConditioning())
  var restartInterval = 0
  var blockVisits = 0
  var hasExif = false

  init(bytes: UnsafeRawBufferPointer, limits: ImageLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// Reads up to EOI or the end. After the first scan a fault ends the walk but is kept, not thrown,
  /// unless it means that the file must not be decoded at all.
  mutating func run() throws(JPEGFault) {
    do {
      try walk()
    } catch {
      guard !header.scans.isEmpty, error.reason.verdict == .corrupt else { throw error }
      header.laterFault = error
    }
  }

  private mutating func walk() throws(JPEGFault) {
    guard bytes.count >= 2, bytes[0] == 0xFF, bytes[1] == JPEGMarker.startOfImage else {
      throw JPEGFault(.badHeader, at: 0, "the file does not begin with an SOI marker")
    }
    header.segments.append(
      JPEGSegment(marker: JPEGMarker.startOfImage, offset: 0, payload: 2..<2, strayBytes: 0))
    position = 2
    while let found = nextMarker() {
      guard header.segments.count < limits.maxMarkers else {
        throw JPEGFault(
          .tooManyMarkers, at: found.offset,
          "more than \(limits.maxMarkers) marker segments, the limit")
      }
      if found.marker == JPEGMarker.endOfImage {
        append(found, payload: position..<position)
        header.endOffset = found.offset
        break
      }
      try read(found)
    }
    guard header.scans.isEmpty else { return }
    try refuseWithoutScan()
  }

  private func refuseWithoutScan() throws(JPEGFault) {
    if let end = header.endOffset {
      let hasTables = header.definesQuantisation.indices.contains {
        header.definesQuantisation[$0] || dcTables[$0] != nil
      }
      if header.components.isEmpty, hasTables {
        throw JPEGFault(.unsupportedCoding, at: end, "tables only, no picture")
      }
      throw JPEGFault(.noImageData, at: end, "the EOI marker comes before any scan")
    }
    throw JPEGFault(
      .truncated, at: bytes.count,
      "the file ends at byte \(bytes.count), before any scan")
  }

  // MARK: - Finding markers

  struct Found {
    let marker: UInt8
    let offset: Int
    let strayBytes: Int
  }

  /// The next marker at or after `position`, which moves past it; nil at the end of the bytes.
  mutating func nextMarker() -> Found? {
    var stray = 0
    while position < bytes.count {
      guard let start = find(0xFF, from: position) else { break }
      stray += start - position
      var next = start + 1
      while next < bytes.count, bytes[next] == 0xFF { next += 1 }
      guard next < bytes.count else { break }
      position = next + 1
      if bytes[next] != 0 {
        return Found(marker: bytes[next], offset: next - 1, strayBytes: stray)
      }
      stray += 2
    }
    position = bytes.count
    return nil
  }

  /// Where the entropy-coded data from `position` end: at the first marker that is not a restart.
  func endOfData() -> Int {
    var at = position
    while let start = find(0xFF, from: at) {
      var next = start + 1
      while next < bytes.count, bytes[next] == 0xFF { next += 1 }
      guard next < bytes.count else { return bytes.count }
      if bytes[next] != 0, !JPEGMarker.isRestart(bytes[next]) { return start }
      at = next + 1
    }
    return bytes.count
  }

  private func find(_ byte: UInt8, from offset: Int) -> Int? {
    guard let base = bytes.baseAddress, offset < bytes.count,
      let hit = memchr(base + offset, Int32(byte), bytes.count - offset)
    else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  // MARK: - Segments

  /// Takes the length bytes and moves behind the segment.
  /// - Parameter lenient: an impossible length is taken for an empty segment, as libjpeg takes it in
  ///   segments that the picture does not need.
  mutating func takePayload(
    _ found: Found, lenient: Bool = false
  ) throws(JPEGFault) -> Range<Int> {
    let start = position
    guard start + 2 <= bytes.count else { throw cut(found) }
    let length = Int(bytes[start]) << 8 | Int(bytes[start + 1])
    guard length >= 2 else {
      if lenient {
        position = start + 2
        return position..<position
      }
      throw JPEGFault(
        .badHeader, at: found.offset,
        "\(JPEGMarker.name(found.marker)) segment of length \(length); at least 2")
    }
    guard start + length <= bytes.count else { throw cut(found) }
    position = start + length
    return start + 2..<start + length
  }

  private func cut(_ found: Found) -> JPEGFault {
    JPEGFault(
      .truncated, at: bytes.count,
      "the file ends at byte \(bytes.count), within the \(JPEGMarker.name(found.marker)) segment "
        + "at \(found.offset)")
  }

  mutating func append(_ found: Found, payload: Range<Int>) {
    header.segments.append(
      JPEGSegment(
        marker: found.marker, offset: found.offset, payload: payload,
        strayBytes: found.strayBytes))
  }

  private mutating func read(_ found: Found) throws(JPEGFault) {
    let marker = found.marker
    switch marker {
    case JPEGMarker.temporary, JPEGMarker.restart0...JPEGMarker.restart7:
      append(found, payload: position..<position)
    case JPEGMarker.startOfImage:
      throw JPEGFault(.badHeader, at: found.offset, "a second SOI marker at byte \(found.offset)")
    case JPEGMarker.hierarchicalProgression, JPEGMarker.expandReference:
      throw JPEGFault(.unsupportedCoding, at: found.offset, "hierarchical coding")
    case JPEGMarker.extensionFrame, JPEGMarker.sof55:
      throw JPEGFault(
        .unsupportedCoding, at: found.offset, "\(JPEGMarker.name(marker)) coding")
    case JPEGMarker.huffmanTables, JPEGMarker.quantisationTables, JPEGMarker.restartInterval,
      JPEGMarker.arithmeticConditioning:
      let payload = try takePayload(found)
      append(found, payload: payload)
      try readTables(found, payload)
    case JPEGMarker.sof0...JPEGMarker.sof15:
      let payload = try takePayload(found)
      append(found, payload: payload)
      try readFrame(found, payload)
    case JPEGMarker.startOfScan:
      let payload = try takePayload(found)
      append(found, payload: payload)
      try readScan(found, payload)
    case JPEGMarker.app0...JPEGMarker.app15, JPEGMarker.comment, JPEGMarker.numberOfLines:
      let payload = try takePayload(found, lenient: true)
      append(found, payload: payload)
      readApplication(marker, payload)
    default:
      throw JPEGFault(
        .badHeader, at: found.offset,
        "\(JPEGMarker.name(marker)) at byte \(found.offset), which has no meaning")
    }
  }

  private mutating func readApplication(_ marker: UInt8, _ payload: Range<Int>) {
    let body = UnsafeRawBufferPointer(rebasing: bytes[payload])
    switch marker {
    case JPEGMarker.app0 where body.count >= 14:
      if body.starts(with: [0x4A, 0x46, 0x49, 0x46, 0]) { header.hasJFIF = true }
    case JPEGMarker.app1 where !hasExif:
      if let orientation = ExifOrientation.find(in: body) {
        header.orientation = orientation
        hasExif = true
      }
    case JPEGMarker.app14 where body.count >= 12:
      if body.starts(with: [0x41, 0x64, 0x6F, 0x62, 0x65]) { header.adobeTransform = body[11] }
    default: break
    }
  }
}

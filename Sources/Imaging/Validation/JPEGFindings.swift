/// Everything that speaks against a JPEG picture, in the order in which it counts.
struct JPEGFindings {
  private(set) var faults: [EntropyWalk.Fault] = []
  private(set) var count = 0
  private(set) var decodedShare = 1.0

  /// What the entropy walk met, and whether a progressive picture was sent to its last bit.
  mutating func add(_ walk: EntropyWalk) {
    faults += walk.faults
    count += walk.faultCount
    let header = walk.header
    decodedShare = Double(walk.decodedRows) / Double(max(header.height, 1))
    let end = header.endOffset ?? walk.bytes.count
    if header.isProgressive, let missing = walk.progression.missing {
      add(
        .incompleteProgression, end,
        "\(missing.text) of component \(header.components[missing.component].id): later scans are "
          + "missing", isCut: true)
    } else if let absent = header.components.indices.first(where: {
      walk.goodRows[$0] == nil
    }) {
      add(
        .truncated, end, "no scan of component \(header.components[absent].id)", isCut: true)
    }
  }

  /// What the markers show: stray bytes, later segments in disorder, altered quantisation.
  mutating func add(_ header: JPEGHeader, fileSize end: Int) {
    for segment in header.segments {
      // What is left behind a scan's data is the walk's to judge.
      let limit =
        segment.marker == JPEGMarker.endOfImage || JPEGMarker.isRestart(segment.marker)
        ? EntropyWalk.harmlessStrayBytes : EntropyWalk.harmlessHeaderStrayBytes
      if segment.strayBytes > limit {
        add(
          .extraneousData, segment.offset - segment.strayBytes,
          "\(segment.strayBytes) stray bytes before \(JPEGMarker.name(segment.marker)); at most "
            + "\(limit) occur")
      }
    }
    if let fault = header.laterFault {
      add(fault.reason, fault.offset, fault.text, isCut: fault.reason == .truncated)
    } else if header.endOffset == nil {
      // Every encoder writes it, so something is lost; the rows may all be there nevertheless.
      let text = "the file ends at byte \(end) without an EOI marker"
      if faults.isEmpty {
        add(.missingEnd, end, text + ", which is all that is missing", isCut: true)
      } else {
        add(.truncated, end, text, isCut: true)
      }
    }
    if !header.isProgressive, header.scans.count > 1 { checkSequentialScans(header) }
    checkQuantisation(header)
  }

  /// Altered tables also make coefficients look too large, so they come first.
  private mutating func checkQuantisation(_ header: JPEGHeader) {
    let tables = header.components.lazy.compactMap { component in
      QuantisationCheck.fault(in: component).map {
        "quantisation table \(component.quantisationIndex): \($0)"
      }
    }
    guard let text = QuantisationCheck.fault(inSelectors: header) ?? tables.first else { return }
    let offset = header.segments.first { $0.marker == JPEGMarker.quantisationTables }?.offset ?? 0
    count += 1
    faults.insert(
      EntropyWalk.Fault(
        fault: JPEGFault(.badQuantisation, at: offset, text), row: nil, isCut: false), at: 0)
  }

  /// A sequential file sends each component once.
  private mutating func checkSequentialScans(_ header: JPEGHeader) {
    var seen: Set<Int> = []
    for scan in header.scans {
      for member in scan.members where !seen.insert(member.component).inserted {
        add(
          .badHeader, scan.offset,
          "a second scan of component \(header.components[member.component].id) at byte "
            + "\(scan.offset)")
        return
      }
    }
  }

  private mutating func add(
    _ reason: ImageReport.Reason, _ offset: Int, _ text: String, isCut: Bool = false
  ) {
    count += 1
    faults.append(
      EntropyWalk.Fault(fault: JPEGFault(reason, at: offset, text), row: nil, isCut: isCut))
  }
}

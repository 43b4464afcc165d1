extension JPEGMarkerReader {
  /// A frame header (SOF).
  mutating func readFrame(_ found: Found, _ payload: Range<Int>) throws(JPEGFault) {
    let name = JPEGMarker.name(found.marker)
    guard header.components.isEmpty else {
      throw JPEGFault(.badHeader, at: found.offset, "a second frame header (\(name))")
    }
    guard let process = JPEGProcess(marker: found.marker) else {
      throw JPEGFault(.badHeader, at: found.offset, "\(name) is no frame header")
    }
    guard payload.count >= 6 else { throw wrongLength(found, payload) }
    let start = payload.lowerBound
    let count = Int(bytes[start + 5])
    guard payload.count == 6 + 3 * count else { throw wrongLength(found, payload) }
    header.process = process
    header.arithmetic = found.marker > 0xC8
    header.precision = Int(bytes[start])
    header.height = number(at: start + 1)
    header.width = number(at: start + 3)
    try checkPixels(found)
    try checkCoding(found)
    try checkSize(found, components: count)
    for index in 0..<count {
      let at = start + 6 + 3 * index
      let component = JPEGComponent(
        id: bytes[at], horizontal: Int(bytes[at + 1] >> 4), vertical: Int(bytes[at + 1] & 15),
        quantisationIndex: Int(bytes[at + 2]))
      guard (1...4).contains(component.horizontal), (1...4).contains(component.vertical) else {
        throw JPEGFault(
          .badHeader, at: at,
          "sampling factors \(component.horizontal)x\(component.vertical); 1 to 4")
      }
      header.components.append(component)
    }
    try checkSampling(found)
  }

  private func checkPixels(_ found: Found) throws(JPEGFault) {
    guard header.width * header.height <= limits.maxPixels else {
      throw JPEGFault(
        .tooManyPixels, at: found.offset,
        "\(header.width)x\(header.height) pixels, over the limit of \(limits.maxPixels)")
    }
  }

  private func checkCoding(_ found: Found) throws(JPEGFault) {
    switch header.process {
    case .lossless:
      throw JPEGFault(.unsupportedCoding, at: found.offset, "lossless coding")
    case .hierarchical:
      throw JPEGFault(.unsupportedCoding, at: found.offset, "hierarchical coding")
    case .baseline, .extended, .progressive:
      if header.precision == 8 { return }
      let reason: ImageReport.Reason = header.precision == 12 ? .unsupportedCoding : .badHeader
      throw JPEGFault(
        reason, at: found.offset, "\(header.precision) bits per sample; 8 are handled")
    }
  }

  private func checkSize(_ found: Found, components: Int) throws(JPEGFault) {
    guard header.width > 0, components > 0 else {
      throw JPEGFault(
        .badHeader, at: found.offset,
        "a picture of \(header.width)x\(header.height) pixels and \(components) components")
    }
    guard header.height > 0 else {
      throw JPEGFault(
        .unsupportedCoding, at: found.offset, "the height is left to a DNL marker")
    }
    guard [1, 3, 4].contains(components) else {
      let reason: ImageReport.Reason = components <= 10 ? .unsupportedCoding : .badHeader
      throw JPEGFault(
        reason, at: found.offset, "\(components) components; 1, 3 and 4 are handled")
    }
  }

  /// libjpeg enlarges components by whole factors only.
  private func checkSampling(_ found: Found) throws(JPEGFault) {
    for component in header.components
    where header.maxHorizontal % component.horizontal != 0
      || header.maxVertical % component.vertical != 0
    {
      throw JPEGFault(
        .unsupportedCoding, at: found.offset,
        "component \(component.id) is sampled \(component.horizontal)x\(component.vertical), "
          + "no whole part of \(header.maxHorizontal)x\(header.maxVertical)")
    }
  }

  /// A scan header (SOS), and where its data end.
  mutating func readScan(_ found: Found, _ payload: Range<Int>) throws(JPEGFault) {
    guard !header.components.isEmpty else {
      throw JPEGFault(
        .badHeader, at: found.offset, "a scan at byte \(found.offset) before the frame header")
    }
    guard header.scans.count < limits.maxScans else {
      throw JPEGFault(
        .tooManyScans, at: found.offset, "more than \(limits.maxScans) scans, the limit")
    }
    let start = payload.lowerBound
    let count = payload.isEmpty ? 0 : Int(bytes[start])
    guard (1...4).contains(count), payload.count == 4 + 2 * count else {
      throw wrongLength(found, payload)
    }
    var members = JPEGScan.noMembers
    for index in 0..<count {
      let at = start + 1 + 2 * index
      let component = header.components.indices.first { candidate in
        header.components[candidate].id == bytes[at]
          && !members.contains { $0.component == candidate }
      }
      guard let component else {
        throw JPEGFault(
          .badHeader, at: at, "the scan names component \(bytes[at]), which the frame has not")
      }
      let dc = Int(bytes[at + 1] >> 4)
      let ac = Int(bytes[at + 1] & 15)
      members.append(
        JPEGScan.Member(
          component: component, dcIndex: dc, acIndex: ac,
          dc: dc < 4 ? dcTables[dc] : nil, ac: ac < 4 ? acTables[ac] : nil,
          conditioning: JPEGConditioning(
            lower: conditioning[dc].lower, upper: conditioning[dc].upper,
            lastLow: conditioning[ac].lastLow)))
      try latchQuantisation(of: component, at: found.offset)
    }
    try checkInterleave(members, at: found.offset)
    try countBlocks(members, at: found.offset)
    let end = start + 1 + 2 * count
    let data = position..<endOfData()
    header.scans.append(
      JPEGScan(
        members: members, spectralStart: Int(bytes[end]), spectralEnd: Int(bytes[end + 1]),
        approximationHigh: Int(bytes[end + 2] >> 4), approximationLow: Int(bytes[end + 2] & 15),
        restartInterval: restartInterval, offset: found.offset, data: data))
    position = data.upperBound
  }

  /// A component keeps the table that stood when its first scan began.
  private mutating func latchQuantisation(of index: Int, at offset: Int) throws(JPEGFault) {
    guard !header.components[index].hasScan else { return }
    let number = header.components[index].quantisationIndex
    guard number < 4, header.definesQuantisation[number] else {
      throw JPEGFault(
        .badHeader, at: offset,
        "quantisation table \(number) of component \(header.components[index].id) is missing")
    }
    header.components[index].quantisation = quantisation[number]
    header.components[index].hasScan = true
  }

  private func checkInterleave(_ members: InlineList<4, JPEGScan.Member>, at offset: Int)
    throws(JPEGFault)
  {
    guard members.count > 1 else { return }
    let blocks = members.reduce(0) { sum, member in
      sum + header.components[member.component].horizontal
        * header.components[member.component].vertical
    }
    guard blocks <= 10 else {
      throw JPEGFault(.badHeader, at: offset, "\(blocks) blocks in an MCU; at most 10")
    }
  }

  private mutating func countBlocks(
    _ members: InlineList<4, JPEGScan.Member>, at offset: Int
  ) throws(JPEGFault) {
    // Without the few that only fill the last MCUs.
    blockVisits += members.reduce(0) { sum, member in
      let component = header.components[member.component]
      return sum + header.blocks(of: component).columns * header.blocks(of: component).rows
    }
    guard blockVisits <= limits.maxBlockVisits else {
      throw JPEGFault(
        .tooManyScans, at: offset,
        "\(header.scans.count + 1) scans visit \(blockVisits) blocks together, over the limit of "
          + "\(limits.maxBlockVisits)")
    }
  }
}

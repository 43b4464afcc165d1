extension JPEGHeader {
  /// Where the entropy-coded data of the first scan begin, found without reading what the segments before
  /// them say; nil when there is none.
  package static func dataOffset(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.starts(with: [0xFF, JPEGMarker.startOfImage]) else { return nil }
    var reader = JPEGMarkerReader(bytes: bytes, limits: ImageLimits())
    reader.position = 2
    while let found = reader.nextMarker() {
      switch found.marker {
      case JPEGMarker.endOfImage: return nil
      case JPEGMarker.temporary, JPEGMarker.restart0...JPEGMarker.restart7: continue
      default: break
      }
      guard let payload = try? reader.takePayload(found, lenient: true) else { return nil }
      if found.marker == JPEGMarker.startOfScan { return payload.upperBound }
    }
    return nil
  }
}

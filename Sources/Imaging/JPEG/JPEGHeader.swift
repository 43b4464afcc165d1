/// What the marker segments of a JPEG file say (ITU-T T.81 annex B, JFIF, Exif, Adobe), read without
/// decoding any entropy-coded data.
package struct JPEGHeader: Sendable {
  /// As stored; see `orientation`.
  package internal(set) var width = 0
  package internal(set) var height = 0
  /// Bits per sample.
  package internal(set) var precision = 0
  package internal(set) var process = JPEGProcess.baseline
  package internal(set) var arithmetic = false
  package internal(set) var components = InlineList<4, JPEGComponent>(
    filler: JPEGComponent(id: 0, horizontal: 1, vertical: 1, quantisationIndex: 0))
  /// Which quantisation tables the file holds.
  package internal(set) var definesQuantisation = InlineArray<4, Bool>(repeating: false)
  package internal(set) var hasJFIF = false
  package internal(set) var adobeTransform: UInt8?
  /// EXIF orientation, 1 to 8; 1 when there is none.
  package internal(set) var orientation = 1
  package internal(set) var scans: [JPEGScan] = []
  /// All markers outside entropy-coded data, in order, the image's own SOI and EOI included.
  package internal(set) var segments: [JPEGSegment] = []
  /// Offset of the EOI marker; nil when the file ends without one.
  package internal(set) var endOffset: Int?
  /// What is wrong with the markers after the first scan, where reading stopped. (What is wrong before
  /// it is thrown: there is no picture then.)
  package internal(set) var laterFault: JPEGFault?

  init() {}

  /// Empties the header, and keeps its lists' memory.
  mutating func clear() {
    var cleared = JPEGHeader()
    swap(&cleared.scans, &scans)
    swap(&cleared.segments, &segments)
    cleared.scans.removeAll(keepingCapacity: true)
    cleared.segments.removeAll(keepingCapacity: true)
    self = cleared
  }

  /// Reads all markers up to EOI or the end of the bytes.
  /// - Throws: what makes a picture impossible, a coding that is not handled (12 bits, lossless,
  ///   hierarchical, DNL), or a limit that the header breaks. No memory is taken beyond the tables.
  package init(parsing bytes: UnsafeRawBufferPointer, limits: ImageLimits) throws(JPEGFault) {
    var reader = JPEGMarkerReader(bytes: bytes, limits: limits)
    try reader.run()
    self = reader.header
  }

  package var scanCount: Int { scans.count }
  package var isProgressive: Bool { process == .progressive }
  package var maxHorizontal: Int { components.reduce(1) { max($0, $1.horizontal) } }
  package var maxVertical: Int { components.reduce(1) { max($0, $1.vertical) } }

  /// Largest over smallest sampling factor: 2 and 2 for 4:2:0.
  package var subsamplingHorizontal: Int {
    maxHorizontal / max(components.reduce(maxHorizontal) { min($0, $1.horizontal) }, 1)
  }
  package var subsamplingVertical: Int {
    maxVertical / max(components.reduce(maxVertical) { min($0, $1.vertical) }, 1)
  }

  package var colourSpace: JPEGColourSpace {
    JPEGColourSpace(
      components: components, hasJFIF: hasJFIF, adobeTransform: adobeTransform)
  }

  /// MCUs of an interleaved scan.
  package var mcuColumns: Int { (width + 8 * maxHorizontal - 1) / (8 * maxHorizontal) }
  package var mcuRows: Int { (height + 8 * maxVertical - 1) / (8 * maxVertical) }

  /// Blocks of a component that show something of the picture.
  package func blocks(of component: JPEGComponent) -> (columns: Int, rows: Int) {
    func count(_ pixels: Int, _ factor: Int, _ largest: Int) -> Int {
      (pixels * factor + 8 * largest - 1) / (8 * largest)
    }
    return (
      count(width, component.horizontal, maxHorizontal),
      count(height, component.vertical, maxVertical)
    )
  }
}

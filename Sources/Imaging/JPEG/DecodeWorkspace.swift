import Platform

/// What reading JPEG files keeps from one to the next, a thread: one picture after the other, of like sizes, takes
/// nothing from the heap but what TurboJPEG takes.
final class DecodeWorkspace {
  private static let ofThread = ThreadLocal { DecodeWorkspace() }

  let walk = WalkMemory()
  let scaled = ScaledPicture()
  var bitmaps = SpareBitmaps()
  private var header = JPEGHeader()

  /// The calling thread's.
  static var current: DecodeWorkspace { ofThread.object }

  /// What a file's markers say; as `JPEGHeader.init(parsing:limits:)`.
  func header(
    of bytes: UnsafeRawBufferPointer, limits: ImageLimits
  ) throws(JPEGFault) -> JPEGHeader {
    var reader = JPEGMarkerReader(bytes: bytes, limits: limits)
    // Lists that the caller still held would not be filled again, but made anew.
    swap(&reader.header, &header)
    reader.header.clear()
    defer { header = reader.header }
    try reader.run()
    return reader.header
  }
}

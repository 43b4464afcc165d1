import CScanline
import Imaging
import Platform

/// What the exports that classify many pictures are handed.
enum Pictures {
  case encoded(UnsafePointer<scanline_encoded>)
  case files(UnsafePointer<UnsafePointer<CChar>?>)

  /// Lends the bytes of one for the call.
  /// - Parameter ahead: of the files.
  func withBytes(
    _ index: Int, ahead: ReadAhead, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch self {
    case .encoded(let images):
      try body(Borrowed.bytes(images[index].data, images[index].size, "images[\(index)].data"))
    case .files(let paths):
      guard let path = paths[index] else {
        throw ScanlineError(.invalidArgument, "paths[\(index)] is NULL")
      }
      try FileSystem.withBytes(
        of: path, name: name(index), limit: ImageLimits().maxBytes, ahead: ahead, body)
    }
  }

  /// Asks the system for one that will be read soon.
  func fetch(_ index: Int) {
    if case .files(let paths) = self, let path = paths[index] { FileSystem.fetch(path) }
  }

  /// For messages.
  func name(_ index: Int) -> String {
    switch self {
    case .encoded(let images): Borrowed.name(images[index].name, otherwise: "image \(index)")
    case .files(let paths): Borrowed.name(paths[index])
    }
  }
}

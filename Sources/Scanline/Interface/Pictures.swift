import CScanline
import Imaging
import Platform

/// What the exports that classify many pictures are handed.
enum Pictures {
  case encoded(UnsafePointer<scanline_encoded>)
  case files(UnsafePointer<UnsafePointer<CChar>?>)

  /// Lends the bytes of one for the call.
  func withBytes(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch self {
    case .encoded(let images):
      try body(Borrowed.bytes(images[index].data, images[index].size, "images[\(index)].data"))
    case .files(let paths):
      guard let path = paths[index] else {
        throw ScanlineError(.invalidArgument, "paths[\(index)] is NULL")
      }
      try FileSystem.withBytes(
        of: path, name: name(index), limit: ImageLimits().maxBytes, body)
    }
  }

  /// For messages.
  func name(_ index: Int) -> String {
    switch self {
    case .encoded(let images): Borrowed.name(images[index].name, otherwise: "image \(index)")
    case .files(let paths): Borrowed.name(paths[index])
    }
  }
}

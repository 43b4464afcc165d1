/// File formats told apart by content. Raw values as in `scanline_types.h`.
package enum ImageFormat: Int32, Sendable, CaseIterable {
  case unknown = 0
  case jpeg = 1
  case png = 2
  case gif = 3
  case webp = 4
  case bmp = 5
  case tiff = 6
  case heif = 7
  case jpeg2000 = 8
  case jpegXL = 9
  case pdf = 10
  case svg = 11
  case other = 12
}

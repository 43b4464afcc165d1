/// What a file's components mean. Raw values as in `scanline_types.h`.
package enum JPEGColourSpace: Int32, Sendable {
  case unknown = 0
  case gray = 1
  case yCbCr = 2
  case rgb = 3
  case cmyk = 4
  case ycck = 5

  /// The rules of libjpeg: JFIF first, then Adobe's transform, then the component ids.
  init(components: InlineList<4, JPEGComponent>, hasJFIF: Bool, adobeTransform: UInt8?) {
    switch components.count {
    case 1: self = .gray
    case 3:
      if hasJFIF {
        self = .yCbCr
      } else if let adobeTransform {
        self = adobeTransform == 0 ? .rgb : .yCbCr
      } else {
        let ids = (components[0].id, components[1].id, components[2].id)
        self = ids == (0x52, 0x47, 0x42) ? .rgb : .yCbCr
      }
    case 4:
      if let adobeTransform { self = adobeTransform == 0 ? .cmyk : .ycck } else { self = .cmyk }
    default: self = .unknown
    }
  }
}

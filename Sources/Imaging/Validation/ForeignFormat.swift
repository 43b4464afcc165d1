/// Files that are no JPEG: which kind of refusal they get.
enum ForeignFormat {
  static func fault(
    _ format: ImageFormat, _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) -> JPEGFault {
    switch format {
    case .unknown, .jpeg:
      return JPEGFault(.notAnImage, at: 0, "no known picture format begins with \(hex(bytes))")
    case .other where !ImageFormat.isOtherPicture(bytes):
      return JPEGFault(.notAnImage, at: 0, "an archive, a web page or another text")
    default: break
    }
    // The formats that bombs are made of.
    if format == .png || format == .gif, let (width, height) = ForeignSize.read(format, bytes),
      width > limits.maxPixels / height
    {
      return JPEGFault(
        .tooManyPixels, at: 0,
        "a \(format.name) of \(width)x\(height) pixels, over the limit of \(limits.maxPixels)")
    }
    if let text = ContainerCheck.fault(format, bytes) {
      return JPEGFault(.truncated, at: bytes.count, "a damaged \(format.name): \(text)")
    }
    let named = ImageFormat(name: name).flatMap { $0 == format ? nil : $0 }
    let lie = named.map { ", though its name says \($0.name)" } ?? ""
    let kind =
      switch format {
      case .other: "a file of another picture format"
      case .svg: "an SVG file"
      default: "a \(format.name) file"
      }
    return JPEGFault(.otherFormat, at: 0, kind + lie)
  }

  private static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
    bytes.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}

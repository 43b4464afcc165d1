import Imaging
import Platform

extension FileRecord {
  /// A value of a report, in JSON and in CSV.
  enum Value {
    case text(String?)
    case integer(Int?)
    case number(Double?)
    case flag(Bool)
    case integers([Int]?)
    case texts([String])
  }

  /// All that a report says of a file, in its order. The keys are stable: docs/validation.md has them.
  var members: [(key: StaticString, value: Value)] {
    let isDamaged = report.reason != .none
    let content: [(key: StaticString, value: Value)] = [
      ("file", .text(path.text)),
      ("path_bytes", .text(path.isText ? nil : path.hexadecimal)),
      ("class", .text(folder)),
      ("size", .integer(size)),
      ("modified", .text(modified)),
      ("verdict", .text("\(report.verdict)")),
      ("reason", .text(isDamaged ? report.reason.name : nil)),
      ("message", .text(isDamaged ? report.message : nil)),
      ("byte_offset", .integer(report.byteOffset)),
      ("row", .integer(report.row)),
      ("decoded_share", .number(report.decodedShare)),
      ("warnings", .integer(report.warningCount)),
      ("format", .text(report.format.code)),
      ("width", .integer(report.width)),
      ("height", .integer(report.height)),
      ("components", .integer(report.components)),
      ("colour_space", .text(report.colourSpace.code)),
      (
        "subsampling",
        .integers(
          report.subsamplingHorizontal == 0
            ? nil : [report.subsamplingHorizontal, report.subsamplingVertical])
      ),
      ("orientation", .integer(report.orientation)),
      ("progressive", .flag(report.progressive)),
      ("arithmetic", .flag(report.arithmetic)),
      ("name_lies", .flag(report.nameLies)),
      ("quality", .texts(report.quality.flags.names)),
    ]
    return content + measures
  }

  /// The measures of the content; null when they were not taken.
  private var measures: [(key: StaticString, value: Value)] {
    let quality = report.quality
    return [
      ("brightness", .number(quality.brightness)),
      ("darkest", .number(quality.darkest)),
      ("brightest", .number(quality.brightest)),
      ("contrast", .number(quality.contrast)),
      ("detail", .number(quality.detail)),
      ("noise", .number(quality.noise)),
      ("gray_share", .number(quality.grayShare)),
      ("encoder_quality", .number(quality.encoderQuality)),
      ("curvature", .number(quality.curvature)),
    ]
  }
}

extension ImageQuality.Flags {
  /// Every flag.
  package static var all: Self { Self(named.map(\.flag)) }
}

extension ImageFormat {
  /// Of reports: "jpeg", "jpegxl".
  var code: String { "\(self)".lowercased() }
}

extension JPEGColourSpace {
  /// Of reports: "ycbcr"; nil when it is not known.
  var code: String? { self == .unknown ? nil : "\(self)".lowercased() }
}

extension RawPath {
  /// Two digits a byte.
  var hexadecimal: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Nil for what is not pairs of hexadecimal digits.
  init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    self.init(bytes: bytes)
  }
}

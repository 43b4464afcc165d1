import Imaging
import Platform

extension FileRecord {
  /// The record as one line of JSON, without its line feed.
  package var jsonLine: [UInt8] {
    var line = JSONLine()
    for (key, value) in members {
      switch value {
      // Only of a path that its text does not give.
      case .text(nil) where "\(key)" == "path_bytes": break
      case .text(let text): line.add(key, text)
      case .integer(let number): line.add(key, number)
      case .number(let number): line.add(key, number)
      case .flag(let flag): line.add(key, flag)
      case .integers(let numbers): line.add(key, numbers)
      case .texts(let texts): line.add(key, texts)
      }
    }
    line.end()
    return line.bytes
  }

  /// Reads a line of a report.
  /// - Parameter what: names it in errors ("report.jsonl, line 7").
  /// - Throws: `invalidArgument` for what is no such line.
  package init(jsonLine line: [UInt8], what: String) throws {
    let fields = try JSON.decode(
      Fields.self, from: String(decoding: line, as: UTF8.self), what: what)
    func known<Value>(_ value: Value?, _ key: String) throws -> Value {
      guard let value else {
        throw ScanlineError(.invalidArgument, "\(what): the value of \"\(key)\" is not known")
      }
      return value
    }
    let path = fields.pathBytes.map { RawPath(hexadecimal: $0) } ?? RawPath(fields.file)
    var report = ImageReport()
    report.verdict = try known(
      ImageReport.Verdict.allCases.first { "\($0)" == fields.verdict }, "verdict")
    report.reason = try known(
      ImageReport.Reason.allCases.first { $0.name == fields.reason ?? "none" }, "reason")
    report.format = try known(ImageFormat.allCases.first { $0.code == fields.format }, "format")
    report.colourSpace = try known(
      (0..<6).lazy.compactMap(JPEGColourSpace.init).first { $0.code == fields.colourSpace },
      "colour_space")
    if let factors = fields.subsampling {
      report.subsamplingHorizontal = try known(factors.first, "subsampling")
      report.subsamplingVertical = try known(factors.last, "subsampling")
    }
    report.message = fields.message ?? ""
    report.byteOffset = fields.byteOffset
    report.row = fields.row
    report.decodedShare = fields.decodedShare
    report.warningCount = fields.warnings
    report.width = fields.width
    report.height = fields.height
    report.components = fields.components
    report.orientation = fields.orientation
    report.progressive = fields.progressive
    report.arithmetic = fields.arithmetic
    report.nameLies = fields.nameLies
    report.quality = try known(fields.imageQuality, "quality")
    self.init(
      path: try known(path, "path_bytes"), folder: fields.folder, size: fields.size,
      modified: fields.modified, report: report)
  }

  private struct Fields: Decodable {
    let file: String
    let pathBytes: String?
    let folder: String?
    let size: Int
    let modified: String?
    let verdict: String
    let reason: String?
    let message: String?
    let byteOffset: Int?
    let row: Int?
    let decodedShare: Double
    let warnings: Int
    let format: String
    let width: Int
    let height: Int
    let components: Int
    let colourSpace: String?
    let subsampling: [Int]?
    let orientation: Int
    let progressive: Bool
    let arithmetic: Bool
    let nameLies: Bool
    let quality: [String]
    let brightness: Double?
    let darkest: Double?
    let brightest: Double?
    let contrast: Double?
    let detail: Double?
    let noise: Double?
    let grayShare: Double?
    let encoderQuality: Double?
    let curvature: Double?

    enum CodingKeys: String, CodingKey {
      case file, size, modified, verdict, reason, message, row, warnings, format, width, height
      case components, subsampling, orientation, progressive, arithmetic, quality
      case brightness, darkest, brightest, contrast, detail, noise, curvature
      case nameLies = "name_lies"
      case grayShare = "gray_share"
      case encoderQuality = "encoder_quality"
      case pathBytes = "path_bytes"
      case folder = "class"
      case byteOffset = "byte_offset"
      case decodedShare = "decoded_share"
      case colourSpace = "colour_space"
    }

    /// Nil when a flag is not known.
    var imageQuality: ImageQuality? {
      var result = ImageQuality()
      for name in quality {
        guard let known = ImageQuality.Flags.named.first(where: { $0.name == name }) else {
          return nil
        }
        result.flags.insert(known.flag)
      }
      result.brightness = brightness ?? .nan
      result.darkest = darkest ?? .nan
      result.brightest = brightest ?? .nan
      result.contrast = contrast ?? .nan
      result.detail = detail ?? .nan
      result.noise = noise ?? .nan
      result.grayShare = grayShare ?? .nan
      result.encoderQuality = encoderQuality ?? .nan
      result.curvature = curvature ?? .nan
      return result
    }
  }
}

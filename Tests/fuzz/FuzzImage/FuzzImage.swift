import Imaging

/// One file of a picture, as libFuzzer invents it: is judged and decoded without a trap, and the two agree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImage(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: data, count: count)
  // Small pictures, for more of them a second.
  var limits = ImageLimits()
  limits.maxPixels = 1 << 20

  let report = ImageValidator.validate(bytes, name: "fuzz.jpg", limits: limits)
  check(report, count)

  let decoded = try? ImageDecoder.decode(
    bytes, name: "fuzz.jpg", target: (width: 16, height: 16), channels: 3, limits: limits)
  require(report.isWhole == (decoded != nil), "the decoder and the validator disagree", report)
  _ = try? ImageDecoder.decode(
    bytes, name: "fuzz.jpg", target: nil, channels: 1, limits: limits, tolerant: true)
  return 0
}

/// What a host may rely on, whatever the file.
private func check(_ report: ImageReport, _ count: Int) {
  require((report.verdict == .ok) == (report.reason == .none), "reason", report)
  require((report.verdict == .ok) == report.message.isEmpty, "message", report)
  require((0...1).contains(report.decodedShare), "share", report)
  require((1...8).contains(report.orientation), "orientation", report)
  require((0...count).contains(report.byteOffset ?? 0), "offset of \(count)", report)
  require((0..<max(report.height, 1)).contains(report.row ?? 0), "row", report)
  check(report.quality, isMeasured: report.verdict == .ok || report.verdict == .salvageable, report)
}

private func check(_ quality: ImageQuality, isMeasured: Bool, _ report: ImageReport) {
  func within(_ measure: Double, _ range: ClosedRange<Double>, _ what: String) {
    require(measure.isNaN || isMeasured && range.contains(measure), what, report)
  }
  within(quality.brightness, 0...255, "brightness")
  within(quality.darkest, 0...255, "darkest")
  within(quality.brightest, 0...255, "brightest")
  within(quality.contrast, 0...1e6, "contrast")
  within(quality.detail, 0...1000, "detail")
  within(quality.noise, 0...1000, "noise")
  within(quality.grayShare, 0...1, "gray share")
  within(quality.encoderQuality, 0...100, "encoder quality")
  within(quality.curvature, 0...1000, "curvature")
  require(isMeasured || quality.flags.isEmpty, "flags", report)
}

/// Not `precondition`, whose message an optimised build leaves out.
private func require(_ holds: Bool, _ what: String, _ report: ImageReport) {
  if !holds { fatalError("\(what): \(report)") }
}

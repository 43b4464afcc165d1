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
  require(report.verdict != .ok || decoded != nil, "a good file does not decode", report)
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
}

/// Not `precondition`, whose message an optimised build leaves out.
private func require(_ holds: Bool, _ what: String, _ report: ImageReport) {
  if !holds { fatalError("\(what): \(report)") }
}

import Platform

/// Decides whether a file's picture can be trusted. Any bytes are a valid question: it never throws and
/// never traps.
///
/// The entropy-coded data are walked by our own code, not decoded by libjpeg: TurboJPEG keeps only the
/// last of its warnings, does not say where it met them, decodes some damage without a word
/// (impossible codes on its fast path, coefficients past a block's end, brightness out of range), and
/// takes longer, for it builds a picture that nobody asked for.
package enum ImageValidator {
  /// - Parameters:
  ///   - name: the file's, to say when it lies about the format.
  ///   - measuresQuality: false for a verdict alone, in less time.
  package static func validate(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits,
    measuresQuality: Bool = true
  ) -> ImageReport {
    var report = ImageReport()
    guard bytes.count > 0 else {
      report.settle(JPEGFault(.empty, at: 0, "the file is empty"))
      return report
    }
    report.format = ImageFormat(content: bytes)
    report.nameLies =
      report.format != .unknown
      && ImageFormat(name: name).map { $0 != report.format } ?? false
    guard bytes.count <= limits.maxBytes else {
      report.settle(
        JPEGFault(
          .tooManyBytes, at: limits.maxBytes,
          "\(bytes.count) bytes, over the limit of \(limits.maxBytes)"))
      return report
    }
    guard report.format == .jpeg else {
      if let size = ForeignSize.read(report.format, bytes) {
        (report.width, report.height) = size
      }
      report.settle(ForeignFormat.fault(report.format, bytes, name: name, limits: limits))
      return report
    }
    var reader = JPEGMarkerReader(bytes: bytes, limits: limits)
    do {
      try reader.run()
    } catch {
      report.describe(reader.header)
      report.settle(error)
      return report
    }
    judge(reader.header, bytes, measuresQuality: measuresQuality, &report)
    return report
  }

  /// A verdict on a JPEG file whose markers have been read already.
  /// - Parameter picture: made on the way, down to the first damage.
  static func judge(
    _ header: JPEGHeader, _ bytes: UnsafeRawBufferPointer, making picture: ScaledPicture? = nil
  ) -> ImageReport {
    var report = ImageReport()
    report.format = .jpeg
    judge(header, bytes, measuresQuality: false, making: picture, &report)
    return report
  }

  /// Reads the file and validates it. A file that cannot be read becomes a report, too.
  package static func validate(file: String, limits: ImageLimits) -> ImageReport {
    validate(file: RawPath(file), limits: limits)
  }

  /// The same for a path that need not be UTF-8.
  /// - Parameters:
  ///   - name: what the file is called, if other than its path's end.
  ///   - ahead: of the files that it is one of.
  package static func validate(
    file: RawPath, called name: RawPath? = nil, limits: ImageLimits, ahead: ReadAhead? = nil
  ) -> ImageReport {
    do {
      let content = try FileSystem.read(file, limit: limits.maxBytes, ahead: ahead)
      return content.withBytes { validate($0, name: (name ?? file).text, limits: limits) }
    } catch {
      let problem = error as? ScanlineError
      let text = problem?.message ?? "\(error)"
      guard problem?.kind == .limitExceeded else { return ImageReport(unreadable: text) }
      var report = ImageReport()
      report.settle(JPEGFault(.tooManyBytes, at: limits.maxBytes, text))
      return report
    }
  }

  private static func judge(
    _ header: JPEGHeader, _ bytes: UnsafeRawBufferPointer, measuresQuality: Bool,
    making picture: ScaledPicture? = nil, _ report: inout ImageReport
  ) {
    report.describe(header)
    do {
      var findings = JPEGFindings()
      var quality = ImageQuality()
      var walk = try EntropyWalk(bytes, header, gathers: measuresQuality, picture: picture)
      try walk.run()
      findings.add(walk)
      if measuresQuality {
        quality = ImageQuality(walk.statistics, of: header, goodRows: walk.decodedRows)
      }
      findings.add(header, fileSize: bytes.count)
      report.settle(findings, height: header.height)
      if report.verdict == .ok || report.verdict == .salvageable { report.quality = quality }
    } catch {
      // Memory that is not there says nothing about the file.
      let problem = error as? ScanlineError
      let reason: ImageReport.Reason = problem?.kind == .noMemory ? .unreadable : .decoderError
      report.settle(JPEGFault(reason, at: 0, problem?.message ?? "\(error)"))
    }
  }
}

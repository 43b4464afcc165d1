import Imaging
import Platform

/// A policy with its numbers: decides about one file by its report.
package struct KeepRule: Sendable {
  package var policy = KeepPolicy.salvage
  /// Of `salvage`: the least share of the rows that must be good. Pictures with fewer than half are
  /// corrupt, so that it is at least 0.5.
  package var salvageShare = 0.75

  /// Pictures with one of these are left out, whatever the policy.
  package var refusedQuality: ImageQuality.Flags = []

  package static let salvageShares = 0.5...1.0

  package init() {}

  package init(_ policy: KeepPolicy, salvageShare: Double) {
    self.policy = policy
    self.salvageShare = salvageShare
  }

  /// - Throws: `invalidArgument` naming the value and the range.
  package func validate() throws {
    guard Self.salvageShares ~= salvageShare else {
      throw ScanlineError(
        .invalidArgument, "salvage_share is \(salvageShare); allowed is 0.5 to 1")
    }
  }

  /// What the policy makes of a file; its content is another question.
  /// - Parameter isDecodable: whether a decoder makes a picture of the file; asked for damaged ones under
  ///   `allDecodable` only.
  package func keeping(
    _ report: ImageReport, isDecodable: @autoclosure () -> Bool
  ) -> Keeping {
    if report.verdict == .ok { return .whole }
    switch policy {
    case .strict:
      return .leftOut
    case .salvage:
      guard report.verdict == .salvageable, report.decodedShare >= salvageShare else {
        return .leftOut
      }
      return Self.goodPart(of: report)
    case .allDecodable:
      guard report.isPicture, isDecodable() else { return .leftOut }
      // Where data end, what follows is a decoder's gray; where they are wrong, decoders go on.
      return report.isCut ? Self.goodPart(of: report) : .asDecoded
    }
  }

  /// Whether the picture's content, not its wholeness, speaks against it.
  package func refusesContent(of report: ImageReport) -> Bool {
    !report.quality.flags.isDisjoint(with: refusedQuality)
  }

  private static func goodPart(of report: ImageReport) -> Keeping {
    let rows = report.goodRows
    if rows == report.height { return .coarse(rows: rows) }
    return rows > 0 ? .cropped(rows: rows) : .leftOut
  }
}

extension ImageReport {
  /// Whether the first damage is that data are missing, not that they are wrong.
  fileprivate var isCut: Bool { verdict == .salvageable || reason == .truncated }

  /// A JPEG within the limits, damaged or not.
  fileprivate var isPicture: Bool {
    format == .jpeg && (verdict == .salvageable || verdict == .corrupt)
  }
}

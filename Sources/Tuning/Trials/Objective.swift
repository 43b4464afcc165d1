import Platform

/// One figure that trials are judged by.
package struct Objective: Codable, Equatable, Sendable {
  package static let limit = 8

  /// What is measured ("validation_accuracy", "latency_ms" ...). Nil: whatever the host tells; in the
  /// library's own runs the validation accuracy when it is maximised, the validation loss when minimised.
  package var metric: String?
  package var direction: Direction

  package init(metric: String? = nil, _ direction: Direction) {
    self.metric = metric
    self.direction = direction
  }

  /// Reads a list such as "maximize:validation_accuracy,minimize:latency_ms", the first one the one that
  /// `best` and stopping early go by.
  /// - Throws: `invalidArgument` naming the entry that is wrong.
  package static func list(_ text: String) throws -> [Objective] {
    let objectives = try text.split(separator: ",", omittingEmptySubsequences: false).map { entry in
      let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        .map(\.trimmed)
      guard parts.count == 2, let direction = Direction(rawValue: parts[0]), !parts[1].isEmpty
      else {
        throw ScanlineError(
          .invalidArgument,
          "tuner: objective \"\(entry)\" is not maximize:METRIC or minimize:METRIC")
      }
      return Objective(metric: parts[1], direction)
    }
    guard objectives.count <= limit else {
      throw ScanlineError(
        .invalidArgument, "tuner: \(objectives.count) objectives; at most \(limit) are allowed")
    }
    for (index, objective) in objectives.enumerated()
    where objectives[..<index].contains(where: { $0.metric == objective.metric }) {
      throw ScanlineError(
        .invalidArgument, "tuner: objective \"\(objective.metric ?? "")\" is named twice")
    }
    return objectives
  }

  /// The objective as `list` reads it; the direction alone without a metric.
  package var text: String { metric.map { "\(direction.rawValue):\($0)" } ?? direction.rawValue }
}

extension Substring {
  /// Without white space at its ends.
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}

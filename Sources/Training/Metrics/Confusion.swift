/// Counts of (truth, prediction) pairs, and what follows from them.
package struct Confusion: Equatable, Sendable {
  package let classCount: Int
  /// `[truth, prediction]`, row by row; nil for more classes than `largestMatrix`.
  package private(set) var matrix: [Int]?
  private var hits: [Int]
  private var predicted: [Int]
  private var support: [Int]

  /// A square matrix of more classes would be mostly zeros and take most of the memory.
  package static let largestMatrix = 1024

  package init(classCount: Int) {
    self.classCount = classCount
    matrix =
      classCount <= Self.largestMatrix ? Array(repeating: 0, count: classCount * classCount) : nil
    hits = Array(repeating: 0, count: classCount)
    predicted = hits
    support = hits
  }

  package mutating func add(truth: Int, prediction: Int) {
    matrix?[truth * classCount + prediction] += 1
    support[truth] += 1
    predicted[prediction] += 1
    if truth == prediction { hits[truth] += 1 }
  }

  package var sampleCount: Int { support.reduce(0, +) }

  /// 0 without samples.
  package var accuracy: Double {
    sampleCount == 0 ? 0 : Double(hits.reduce(0, +)) / Double(sampleCount)
  }

  /// One a class.
  package var classes: [ClassFigures] {
    (0..<classCount).map {
      ClassFigures(hits: hits[$0], predicted: predicted[$0], support: support[$0])
    }
  }
}

import Testing

@testable import Training

@Suite struct FoldAssignmentTests {
  private func counts(_ folds: [Int], _ labels: [Int], foldCount: Int) -> [[Int]] {
    var counts = Array(repeating: Array(repeating: 0, count: 3), count: foldCount)
    for (fold, label) in zip(folds, labels) { counts[fold][label] += 1 }
    return counts
  }

  @Test(arguments: [2, 3, 5, 10])
  func classesAndSizesDivideEvenly(foldCount: Int) {
    let labels: [Int] = (0..<113).map { (sample: Int) -> Int in
      sample % 10 < 5 ? 0 : sample % 10 < 8 ? 1 : 2
    }
    let folds = FoldAssignment.folds(
      labels: labels, classCount: 3, foldCount: foldCount, seed: 4)
    let counts = counts(folds, labels, foldCount: foldCount)
    for label in 0..<3 {
      let column = counts.map { $0[label] }
      #expect((column.max() ?? 0) - (column.min() ?? 0) <= 1)
    }
    let sizes = counts.map { $0.reduce(0, +) }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  @Test func theSeedDecides() {
    let labels = (0..<60).map { $0 % 3 }
    func folds(_ seed: UInt64) -> [Int] {
      FoldAssignment.folds(labels: labels, classCount: 3, foldCount: 5, seed: seed)
    }
    #expect(folds(1) == folds(1) && folds(1) != folds(2))
  }

  /// A large group makes one fold larger, but takes no pictures of other classes from it.
  @Test func everyClassIsDividedByItself() {
    let labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    let groups: [Int32] = [0, 0, 0, 0] + Array(repeating: -1, count: 8)
    let folds = FoldAssignment.folds(
      labels: labels, classCount: 3, groups: groups, foldCount: 2, seed: 1)
    let counts = counts(folds, labels, foldCount: 2)
    #expect(counts.map { $0[0] }.sorted() == [2, 4] && counts.map { $0[1] } == [3, 3])
  }

  @Test func whatBelongsTogetherStaysTogether() {
    let labels = (0..<90).map { $0 % 3 }
    // Groups of up to five, of mixed classes, and loners.
    let groups: [Int32] = (0..<90).map { (sample: Int) -> Int32 in
      if sample < 45 { return Int32(sample / 5) }
      return sample < 60 ? Int32(9 + sample % 4) : -1
    }
    let folds = FoldAssignment.folds(
      labels: labels, classCount: 3, groups: groups, foldCount: 5, seed: 4)
    var places: [Int32: Set<Int>] = [:]
    for (group, fold) in zip(groups, folds) where group >= 0 {
      places[group, default: []].insert(fold)
    }
    #expect(places.count == 13 && places.values.allSatisfy { $0.count == 1 })
    for fold in counts(folds, labels, foldCount: 5) {
      #expect(fold.allSatisfy { 4...8 ~= $0 } && 15...21 ~= fold.reduce(0, +))
    }
  }
}

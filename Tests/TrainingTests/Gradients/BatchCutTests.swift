import Testing

@testable import Training

@Suite struct BatchCutTests {
  private let cut = BatchCut(shardSize: 8)

  @Test(arguments: [8, 16]) func shardsCoverTheBatchInOrder(size: Int) {
    let cut = BatchCut(shardSize: size)
    for count in 0...200 {
      for isRoot in [false, true] {
        var shards: [Range<Int>] = []
        cut.forEachShard(of: 0..<count, isRoot: isRoot) { shards.append($0) }
        #expect(cut.count(of: 0..<count, isRoot: isRoot) == shards.count)
        #expect(shards.flatMap { Array($0) } == Array(0..<count))
        #expect(shards.allSatisfy { 1...size ~= $0.count })
      }
    }
  }

  @Test func workersHaveTheSubtreesOfOneProcess() {
    for count in 2...200 {
      guard let (left, right) = cut.halves(of: 0..<count, isRoot: true) else {
        Issue.record("a batch of \(count) is not halved")
        continue
      }
      #expect(BatchCut.part(of: count, worker: 0, workerCount: 2) == left)
      #expect(BatchCut.part(of: count, worker: 1, workerCount: 2) == right)
    }
  }

  @Test func partsOfAnyNumberOfWorkersCoverTheBatch() {
    for (count, workers) in [(1, 2), (7, 3), (32, 5), (100, 7)] {
      let parts = (0..<workers).map {
        BatchCut.part(of: count, worker: $0, workerCount: workers)
      }
      #expect(parts.flatMap { Array($0) } == Array(0..<count))
    }
  }
}

import Testing

@testable import Training

/// What workers add up must be the tree that one process has, or the bits differ.
@Suite struct WorkerPartsTests {
  @Test(arguments: [1, 2, 4])
  func partsHaveTheShardsOfTheWholeBatch(workers: Int) {
    for count in 0...200 {
      let parts = (0..<workers).map {
        BatchCut.part(of: count, worker: $0, workerCount: workers)
      }
      let shards = parts.flatMap { BatchCut.shards(of: $0) }
      #expect(shards == BatchCut.shards(of: 0..<count), "\(count) samples")
    }
  }

  @Test func aSingleShardGoesToTheFirstWorker() {
    #expect(BatchCut.part(of: 7, worker: 0, workerCount: 2) == 0..<7)
    #expect(BatchCut.part(of: 7, worker: 1, workerCount: 2).isEmpty)
  }
}

import Testing

@testable import Training

@Suite struct EpochOrderTests {
  private static let classes: [[Int32]] = [
    Array(0..<3), Array(3..<13), [], Array(13..<40),
  ]

  private func samples(_ order: EpochOrder) -> [Int] {
    (0..<order.batchCount).flatMap { batch in
      (0..<order.size(of: batch)).map { order.sample(batch: batch, position: $0) }
    }
  }

  private func balanced(epoch: Int, seed: UInt64 = 3) -> [Int] {
    samples(EpochOrder(balanced: Self.classes, batchSize: 7, seed: seed, epoch: epoch))
  }

  @Test func everySampleComesOnceInAnOrderOfItsOwn() {
    func order(seed: UInt64, epoch: Int) -> [Int] {
      samples(EpochOrder(samples: Array(5..<35), batchSize: 7, seed: seed, epoch: epoch))
    }
    let one = order(seed: 3, epoch: 1)
    #expect(one.sorted() == Array(5..<35) && one == order(seed: 3, epoch: 1))
    #expect(one != order(seed: 4, epoch: 1) && one != order(seed: 3, epoch: 2))
  }

  @Test func classesComeEquallyOften() {
    for epoch in 0..<30 {
      let order = balanced(epoch: epoch)
      #expect(order.count == 40)
      let counts = Self.classes.map { members in order.count { members.contains(Int32($0)) } }
      #expect(counts[2] == 0)
      // 40 by three classes.
      #expect([counts[0], counts[1], counts[3]].sorted() == [13, 13, 14])
      // Of a small class all come equally often, of a large one none twice.
      for member in Self.classes[0] { #expect(4...5 ~= order.count { $0 == Int(member) }) }
      for member in Self.classes[3] { #expect(order.count { $0 == Int(member) } <= 1) }
    }
  }

  @Test func whatDoesNotDivideFallsToEveryClassInTurn() {
    var extras = [0, 0, 0, 0]
    for epoch in 0..<60 {
      let order = balanced(epoch: epoch)
      for (index, members) in Self.classes.enumerated() {
        extras[index] += order.count { members.contains(Int32($0)) } == 14 ? 1 : 0
      }
    }
    #expect(extras[2] == 0 && [0, 1, 3].allSatisfy { extras[$0] > 8 })
  }

  @Test func allOfALargeClassComeInTime() {
    let seen = Set((0..<12).flatMap { balanced(epoch: $0) })
    #expect(seen.count == 40)
  }

  @Test func theNameDecides() {
    #expect(balanced(epoch: 1) == balanced(epoch: 1))
    #expect(balanced(epoch: 1) != balanced(epoch: 2))
    #expect(balanced(epoch: 1) != balanced(epoch: 1, seed: 4))
  }

  @Test func aRunOfBalancedClassesShowsThem() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a"], count: 12)
    for number in 0..<4 {
      try folder.write(Pictures.jpeg(kind: 1, number: number), to: "b/\(number).jpg")
    }
    var options = DatasetOptions()
    options.validationShare = 0
    let dataset = try Dataset.open(folder: folder.path, options: options)
    var settings = Workbench.settings
    settings.batchSize = 16
    settings.balancedSampling = true
    let trainer = try Trainer(model: Workbench.model(labels: ["a", "b"]), settings: settings)
    let batch = try trainer.preview(dataset, epoch: 1, batch: 0)
    #expect(batch.targets.enumerated().count { $0 % 2 == 1 && $1 == 1 } == 8)
  }
}

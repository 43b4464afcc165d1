import Glibc
import Platform
import Testing

@Suite struct ThreadPoolTests {
  @Test(arguments: [1, 2, 5])
  func everyIndexIsDoneOnce(threads: Int) {
    let pool = ThreadPool(threads: threads)
    for round in 1...50 {
      let counts = Mutex([Int](repeating: 0, count: 97))
      pool.run(count: 97) { index in counts.withLock { $0[index] += 1 } }
      #expect(counts.withLock { $0 } == [Int](repeating: 1, count: 97), "round \(round)")
    }
  }

  @Test func anEmptyRunReturns() {
    ThreadPool(threads: 3).run(count: 0) { _ in Issue.record("called") }
  }

  @Test func workRunsOnSeveralThreads() {
    // Two indices that wait for each other end only when two threads run them at once.
    let arrived = Mutex(0)
    ThreadPool(threads: 2).run(count: 2) { _ in
      arrived.signal { $0 += 1 }
      arrived.wait(until: { $0 == 2 }, then: { _ in })
    }
    #expect(arrived.withLock { $0 } == 2)
  }

  @Test func noThreadIsMadeBeforeItIsNeededAndNoneIsLeft() {
    let before = threadCount()
    do {
      let pool = ThreadPool(threads: 4)
      #expect(threadCount() <= before)
      pool.run(count: 8) { _ in }
    }
    // Other tests run beside this one: their threads come and go, but not by the dozen.
    for _ in 0..<12 { ThreadPool(threads: 4).run(count: 8) { _ in } }
    #expect(threadCount() < before + 30)
  }

  private func threadCount() -> Int {
    (try? FileSystem.names(in: "/proc/self/task").count) ?? 0
  }
}

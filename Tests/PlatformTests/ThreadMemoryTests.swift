import Platform
import Testing

@Suite struct ThreadMemoryTests {
  /// Fills and reads back, so that memory that is lent twice at once shows.
  private func isOwn(_ count: Int, _ value: UInt8, while body: () -> Void) -> Bool {
    var isOwn = false
    ThreadMemory.lend(count) { room in
      let bytes = room.bindMemory(to: UInt8.self, capacity: count)
      bytes.initialize(repeating: value, count: count)
      body()
      isOwn = (0..<count).allSatisfy { bytes[$0] == value } && Int(bitPattern: room) % 64 == 0
    }
    return isOwn
  }

  @Test func nestedCallsHaveMemoryOfTheirOwn() {
    // The first time there is none yet; sizes beyond what is kept come from the heap.
    for count in [1, 100, 4000, 4000, 70_000, 2 << 20, 100] {
      var inner: [Bool] = []
      let outer = isOwn(count, 1) {
        inner = [isOwn(64, 2) { inner.append(isOwn(count, 3) {}) }, isOwn(count, 4) {}]
      }
      #expect(outer && inner == [true, true])
    }
  }

  @Test func isGivenBackWhenTheCallThrows() throws {
    struct Stop: Error {}
    var places: Set<UnsafeMutableRawPointer> = []
    for _ in 0..<20 {
      try? ThreadMemory.lend(1000) { room in
        places.insert(room)
        throw Stop()
      }
    }
    // One before the thread has its memory, one of that.
    #expect(places.count <= 2)
  }

  /// Of the host's threads only so much is kept; what a pool's work is lent stays with the pool.
  @Test(arguments: [1, 3]) func poolsKeepAnySize(threads: Int) {
    let pool = ThreadPool(threads: threads)
    let size = 3 << 20
    let places = Mutex<Set<UnsafeMutableRawPointer>>([])
    // Where the heap gave memory, other memory is then, so that it cannot give the same again.
    var taken: [UnsafeMutableRawPointer] = []
    for _ in 0..<20 {
      pool.run(count: threads) { _ in
        ThreadMemory.lend(size) { room in _ = places.withLock { $0.insert(room) } }
      }
      for _ in 0..<threads { taken.append(.allocate(byteCount: size, alignment: 64)) }
    }
    for room in taken { room.deallocate() }
    // For each thread one before it has its memory, one of that.
    #expect(places.withLock { $0.count } <= 2 * threads)
  }
}

import Testing

@testable import Platform

@Suite struct ByteBufferTests {
  /// Of the heap, and of pages: kept ones, and ones too large to be kept.
  private let counts = [0, 1, 63, 1000, 262_143, 262_144, 1 << 20, 9 << 20]

  @Test func isAlignedAndHasAllItsBytes() throws {
    let buffers = try counts.map { try ByteBuffer(count: $0) }
    for (index, buffer) in buffers.enumerated() {
      #expect(UInt(bitPattern: buffer.pointer) % 64 == 0)
      buffer.pointer.initializeMemory(
        as: UInt8.self, repeating: UInt8(index + 1), count: buffer.count)
    }
    for (index, buffer) in buffers.enumerated() {
      #expect(buffer.withBytes { $0.count == counts[index] && $0.allSatisfy { $0 == index + 1 } })
    }
  }

  @Test func isZeroedThoughItsMemoryWasUsed() throws {
    for count in counts {
      for _ in 0..<2 {
        let buffer = try ByteBuffer(zeroed: count)
        #expect(buffer.withBytes { $0.allSatisfy { $0 == 0 } })
        buffer.pointer.initializeMemory(as: UInt8.self, repeating: 255, count: count)
      }
    }
  }

  @Test func whatIsDiscardedLeavesTheRest() throws {
    for count in counts where count < 2 << 20 {
      let buffer = try ByteBuffer(count: count)
      buffer.pointer.initializeMemory(as: UInt8.self, repeating: 7, count: count)
      let range = min(5000, count)..<max(count - 5000, min(5000, count))
      buffer.discard(range)
      buffer.withBytes { bytes in
        #expect(bytes[..<range.lowerBound].allSatisfy { $0 == 7 })
        #expect(bytes[range.upperBound...].allSatisfy { $0 == 7 })
        // Large buffers have let whole pages go.
        guard count >= 1 << 20 else { return }
        #expect(bytes[range].count { $0 == 0 } > range.count - 2 * 65536)
      }
      buffer.discard(0..<Int.max)
    }
  }

  @Test(arguments: [-1, Int.min, Int.max, Int.max - 100_000, 1 << 60])
  func whatCannotBeHadIsAnError(count: Int) throws {
    // Pages that are kept do not mislead either.
    _ = try ByteBuffer(count: 1 << 20)
    #expect(throws: ScanlineError.self) { _ = try ByteBuffer(count: count) }
  }

  @Test func threadsDoNotShareMemory() throws {
    let faults = Mutex(0)
    let threads = try (0..<4).map { number in
      try Thread {
        for round in 0..<200 {
          guard let buffer = try? ByteBuffer(count: 262_144 + round * 8192) else { continue }
          buffer.pointer.initializeMemory(
            as: UInt8.self, repeating: UInt8(number), count: buffer.count)
          let isOwn = buffer.withBytes { $0.allSatisfy { $0 == number } }
          if !isOwn { faults.withLock { $0 += 1 } }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(faults.withLock { $0 } == 0)
  }
}

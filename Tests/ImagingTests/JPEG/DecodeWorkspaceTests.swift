import Platform
import Testing

@testable import Imaging

/// What a thread keeps from picture to picture must not be seen in them.
@Suite struct DecodeWorkspaceTests {
  private static func decode(_ file: [UInt8], _ side: Int?) throws -> Bitmap {
    try file.withUnsafeBytes {
      try ImageDecoder.decode(
        $0, name: "picture", target: side.map { ($0, $0) }, channels: 3, limits: ImageLimits())
    }
  }

  /// The bytes as a thread of its own decodes them, which has nothing kept.
  private static func decodedAfresh(_ file: [UInt8], _ side: Int?) throws -> [UInt8] {
    let result = Mutex<Result<[UInt8], any Error>>(.success([]))
    try Thread {
      result.withLock { result in result = Result { try decode(file, side).bytes } }
    }.join()
    return try result.withLock { try $0.get() }
  }

  /// Small and large, with tables of their own and standard ones, of one component and three, damaged and good.
  private static func files() throws -> [[UInt8]] {
    let large = try Sample.jpeg(width: 301, height: 200)
    let damaged = Array(large.prefix(large.count / 2))
    return [
      large, try Sample.jpeg(width: 33, height: 65, quality: 40, subsampling: .gray), damaged,
      try Sample.jpeg(subsampling: .full444), try Sample.jpeg(progressive: true),
      try Sample.jpeg(width: 640, height: 480, quality: 95, subsampling: .half422),
    ]
  }

  @Test func picturesAreThoseOfAFreshThread() throws {
    let files = try Self.files()
    for side in [24, 60, nil] {
      let fresh = files.map { file in try? Self.decodedAfresh(file, side) }
      for _ in 0..<3 {
        for (file, fresh) in zip(files, fresh) {
          #expect((try? Self.decode(file, side).bytes) == fresh)
        }
      }
      #expect(fresh.count { $0 == nil } == 1)
    }
  }

  @Test func aHeldPictureIsNotDecodedInto() throws {
    let files = try Self.files().filter { (try? Self.decode($0, 60)) != nil }
    #expect(files.count == 5)
    let held = try files.map { file in
      let bitmap = try Self.decode(file, 60)
      return (bitmap: bitmap, bytes: bitmap.bytes)
    }
    for (bitmap, bytes) in held { #expect(bitmap.bytes == bytes) }
  }

  @Test func aPictureThatWasLetGoOfGivesItsMemory() throws {
    let file = try Sample.jpeg(width: 301, height: 200)
    let places = try (0..<4).map { _ in
      try Self.decode(file, nil).withExtendedPointer { UInt(bitPattern: $0) }
    }
    #expect(Set(places).count == 1)
  }
}

extension Bitmap {
  fileprivate func withExtendedPointer(_ body: (UnsafeMutablePointer<UInt8>) -> UInt) -> UInt {
    withExtendedLifetime(self) { body(pointer) }
  }
}

import Foundation
import Platform

@testable import Recurrent

/// What a peer computed; the format is described in `Fixtures/make_fixtures.py`.
struct Fixture: Decodable {
  struct Tensor: Decodable {
    let shape: [Int]
    let data: Data

    var floats: [Float] {
      data.withUnsafeBytes { bytes in
        (0..<(bytes.count / 4)).map {
          Float(bitPattern: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
        }
      }
    }
  }

  let maker: String
  let spec: NetworkSpec
  let input: [Int]
  let classes: Int
  let count: Int
  let labels: [Int]
  let tensors: [String: Tensor]

  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("Fixtures")

  /// The names of all fixtures.
  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func load(_ name: String) throws -> Fixture {
    let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
    return try JSONDecoder().decode(Fixture.self, from: data)
  }

  func floats(_ name: String) throws -> [Float] {
    guard let tensor = tensors[name] else {
      throw ScanlineError(.noData, "no tensor \(name) in the fixture")
    }
    return tensor.floats
  }
}

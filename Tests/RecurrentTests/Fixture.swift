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
  /// Whether batch normalisation takes the batch's own statistics; nil: there is none.
  let training: Bool?
  let spec: NetworkSpec
  let input: [Int]
  let classes: Int
  let count: Int
  let labels: [Int]
  let tensors: [String: Tensor]

  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("Fixtures")

  /// The names of all fixtures of sequences.
  static let names = names(in: "")

  /// Those of networks on the tokens of a grid.
  static let tokenNames = names(in: "tokens/")

  private static func names(in part: String) -> [String] {
    let path = folder.appendingPathComponent(part).path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { part + $0.dropLast(5) }.sorted()
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

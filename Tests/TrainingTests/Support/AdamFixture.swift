import Foundation
import Platform
import Recurrent

/// Ten steps of Adam that a peer ran: weights before and after, and the losses on the way. The format is
/// described in `Tests/RecurrentTests/Fixtures/make_fixtures.py`.
struct AdamFixture: Decodable {
  struct Tensor: Decodable {
    let shape: [Int]
    let data: Data

    var floats: [Float] {
      data.withUnsafeBytes { bytes in
        (0..<bytes.count / 4).map {
          Float(bitPattern: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
        }
      }
    }
  }

  let spec: NetworkSpec
  let input: [Int]
  let classes: Int
  let count: Int
  let labels: [Int32]
  let tensors: [String: Tensor]

  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

  static let names = [
    "adam-keras-gru", "adam-keras-lstm", "adam-keras-stacked", "adam-torch-gru", "adam-torch-lstm",
    "adam-torch-stacked",
  ]

  static func load(_ name: String) throws -> AdamFixture {
    let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
    return try JSONDecoder().decode(AdamFixture.self, from: data)
  }

  func floats(_ name: String) throws -> [Float] {
    guard let tensor = tensors[name] else {
      throw ScanlineError(.noData, "no tensor \(name) in the fixture")
    }
    return tensor.floats
  }
}

import Classifier
import Compute
import Imaging
import Platform
import Training

/// A dataset of two classes of small noisy pictures, bright above or bright below, hard enough that
/// hyperparameters make a difference.
struct PhotoFolder {
  let dataset: Dataset
  private let folder: TemporaryFolder

  init(perClass: Int = 10) throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    for (label, name) in ["above", "below"].enumerated() {
      try FileSystem.makeFolder(folder.file(name))
      for index in 0..<perClass {
        let picture = try Self.picture(label: label, index: index)
        let jpeg = try JPEGEncoder.encode(picture.view, quality: 90)
        try jpeg.withBytes {
          try FileSystem.writeAtomically($0, to: folder.file("\(name)/\(index).jpg"))
        }
      }
    }
    var options = DatasetOptions()
    options.threads = 1
    options.validationShare = 0.4
    dataset = try Dataset.open(folder: folder.path, options: options)
  }

  /// A network for these pictures that is trained in no time.
  static func smallNetwork() throws -> ModelSpec {
    try ModelSpec(
      json: """
        {"input": {"width": 8, "height": 8},
         "network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 4}]}}
        """)
  }

  /// Takes the files away from under the dataset.
  func removeFiles() {
    for sample in 0..<dataset.sampleCount { try? FileSystem.removeFile(dataset.path(of: sample)) }
  }

  private static func picture(label: Int, index: Int) throws -> Bitmap {
    let bitmap = try Bitmap(width: 12, height: 12, channels: 3)
    var random = RandomStream(seed: 1, .test, UInt64(label), UInt64(index))
    for y in 0..<12 {
      let base: Float = (y < 6) == (label == 0) ? 40 : 0
      for place in 0..<36 {
        bitmap.pointer[y * 36 + place] = UInt8(base + random.uniform(0, 200))
      }
    }
    return bitmap
  }
}

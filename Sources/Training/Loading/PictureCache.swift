import Imaging
import Platform

/// Decoded pictures of one data set for one network input, kept in memory up to a bound.
///
/// Runs that come one after the other (the trials of a search) may be given the same cache, so that each
/// file is decoded once for all of them. One run at a time.
package final class PictureCache: @unchecked Sendable {
  /// What a kept picture is good for.
  enum Form: Int, CaseIterable {
    /// As classifying decodes it.
    case exact
    /// Fitted, and larger than the input, for augmentation.
    case augmentable
  }

  let dataset: Dataset
  let input: InputSpec
  /// One a form and sample; only the thread that loads a sample touches its slots.
  private let slots: UnsafeMutableBufferPointer<Bitmap?>
  private let bytesLeft: Mutex<Int>

  /// - Parameter byteLimit: of all pictures together.
  package init(_ dataset: Dataset, input: InputSpec, byteLimit: Int) {
    self.dataset = dataset
    self.input = input
    bytesLeft = Mutex(byteLimit)
    slots = .allocate(capacity: Form.allCases.count * dataset.sampleCount)
    slots.initialize(repeating: nil)
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  func picture(_ sample: Int, _ form: Form) -> Bitmap? {
    slots[form.rawValue * dataset.sampleCount + sample]
  }

  /// Keeps a picture, if the bound allows it.
  func keep(_ bitmap: Bitmap, _ sample: Int, _ form: Form) {
    let isKept = bytesLeft.withLock { left in
      guard bitmap.byteCount <= left else { return false }
      left -= bitmap.byteCount
      return true
    }
    if isKept { slots[form.rawValue * dataset.sampleCount + sample] = bitmap }
  }
}

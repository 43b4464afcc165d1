import Imaging
import Platform

/// Decoded pictures of one data set for one network input, kept up to a bound.
///
/// Runs may share one (the trials of a search, one after the other or at once), so that each file is
/// decoded once for all of them.
package final class PictureCache: @unchecked Sendable {
  /// What a kept picture is good for.
  enum Form: Int, CaseIterable {
    /// As classifying decodes it.
    case exact
    /// Fitted, and larger than the input, for augmentation.
    case augmentable
  }

  let dataset: Dataset
  package let input: InputSpec
  /// One a form and sample; guarded by the lock of the sample.
  private let slots: UnsafeMutableBufferPointer<Bitmap?>
  /// Enough of them that threads seldom meet.
  private let locks = (0..<64).map { _ in Mutex(()) }
  private let room: PictureRoom

  /// - Parameter room: may be shared with other caches.
  package init(_ dataset: Dataset, input: InputSpec, room: PictureRoom) {
    self.dataset = dataset
    self.input = input
    self.room = room
    slots = .allocate(capacity: Form.allCases.count * dataset.sampleCount)
    slots.initialize(repeating: nil)
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  func picture(_ sample: Int, _ form: Form) -> Bitmap? {
    locks[sample % locks.count].withLock { _ in slots[slot(sample, form)] }
  }

  /// Keeps a picture, if there is room.
  func keep(_ bitmap: Bitmap, _ sample: Int, _ form: Form) {
    locks[sample % locks.count].withLock { _ in
      let slot = slot(sample, form)
      if slots[slot] == nil { slots[slot] = room.keep(bitmap) }
    }
  }

  private func slot(_ sample: Int, _ form: Form) -> Int {
    form.rawValue * dataset.sampleCount + sample
  }
}

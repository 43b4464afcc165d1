import Imaging
import Platform
import Training

/// Decoded pictures for all trials of a search: a cache for every network input among them, within one
/// bound.
final class PictureShelf: Sendable {
  private let dataset: Dataset
  private let room: PictureRoom
  private let caches = Mutex<[PictureCache]>([])

  init(_ dataset: Dataset, room: PictureRoom) {
    self.dataset = dataset
    self.room = room
  }

  func cache(for input: InputSpec) -> PictureCache {
    caches.withLock { caches in
      if let cache = caches.first(where: { $0.input == input }) { return cache }
      let cache = PictureCache(dataset, input: input, room: room)
      caches.append(cache)
      return cache
    }
  }
}

import Imaging
import Platform
import Training

/// Decoded pictures for all trials of a search: a cache for every network input among them, within one
/// bound on memory.
final class PictureShelf: Sendable {
  private let dataset: Dataset
  private let allowance: ByteAllowance
  private let caches = Mutex<[PictureCache]>([])

  init(_ dataset: Dataset, byteLimit: Int) {
    self.dataset = dataset
    allowance = ByteAllowance(byteLimit)
  }

  func cache(for input: InputSpec) -> PictureCache {
    caches.withLock { caches in
      if let cache = caches.first(where: { $0.input == input }) { return cache }
      let cache = PictureCache(dataset, input: input, allowance: allowance)
      caches.append(cache)
      return cache
    }
  }
}

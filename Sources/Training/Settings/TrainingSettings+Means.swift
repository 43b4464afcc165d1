extension TrainingSettings {
  /// The settings that change results: without threads, paths and what the cache may take.
  package var withoutMeans: TrainingSettings {
    var settings = self
    settings.threads = 0
    settings.checkpointPath = nil
    settings.cacheBytes = Self.defaultCacheBytes
    settings.cacheFolder = nil
    return settings
  }

  /// Room for decoded pictures as these settings have it.
  /// - Throws: `io` when there cannot be a file in `cacheFolder`.
  package func pictureRoom() throws -> PictureRoom {
    try PictureRoom(byteLimit: cacheBytes, folder: cacheFolder)
  }
}

/// The shape of one sample of a network's input: [height, width, channels], channels last.
package struct GridShape: Codable, Equatable, Sendable {
  package var height: Int
  package var width: Int
  package var channels: Int

  /// Floats.
  package var size: Int { height * width * channels }

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }
}

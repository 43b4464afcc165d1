import Platform

/// A batch as training sees it, to be looked at.
package struct BatchPreview {
  /// Pictures; the last batch of an epoch may have fewer than the others.
  package let count: Int
  /// `[count, height, width, channels]`, 8 bits.
  package let pixels: [UInt8]
  /// `[count, labels]`: the shares that the loss is trained towards, label smoothing included; all 0 for a picture
  /// that cannot be read any more.
  package let targets: [Float]
}

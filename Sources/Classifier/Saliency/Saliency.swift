/// How the places that decide are found (`scanline_saliency`).
package enum Saliency: Int32, CaseIterable, Sendable {
  /// SmoothGrad (Smilkov et al. 2017, arXiv 1706.03825): the gradient of the label's log probability by the input,
  /// over noisy copies of the picture.
  case gradient = 0
  /// Occlusion (Zeiler and Fergus 2014, arXiv 1311.2901): what covering a place with the mean colour takes from the
  /// label's log probability.
  case occlusion = 1
}

/// What a forward pass is for.
package enum Mode: Sendable {
  /// Dropout passes everything through; running statistics normalise.
  case inference
  /// Dropout is active, with the masks that the key names; the batch's own statistics normalise.
  case training(DropoutKey)
}

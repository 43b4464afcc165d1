/// How a forward pass treats dropout.
package enum Mode: Sendable {
  /// Dropout passes everything through.
  case inference
  /// Dropout is active, with the masks that the key names.
  case training(DropoutKey)
}

/// The bytes of a JPEG file of the host's, borrowed for the call.
package struct EncodedImage {
  package let bytes: UnsafeRawBufferPointer
  /// For messages.
  package let name: String

  package init(bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    self.name = name
  }
}

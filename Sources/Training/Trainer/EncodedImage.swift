/// The bytes of a JPEG file of the host's, borrowed for the call.
package struct EncodedImage {
  package let bytes: UnsafeRawBufferPointer
  private let naming: Naming

  /// As it comes: a text is made of it when there is a message.
  private enum Naming {
    case text(String)
    case borrowed(UnsafePointer<CChar>)
    case number(Int)
  }

  package init(bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    naming = .text(name)
  }

  /// - Parameters:
  ///   - name: borrowed for the call; nil: the picture is called by its number.
  ///   - number: its place among the call's pictures.
  package init(bytes: UnsafeRawBufferPointer, name: UnsafePointer<CChar>?, number: Int) {
    self.bytes = bytes
    naming = name.map { .borrowed($0) } ?? .number(number)
  }

  /// For messages.
  package var name: String {
    switch naming {
    case .text(let text): text
    case .borrowed(let text): String(cString: text)
    case .number(let number): "image \(number)"
    }
  }
}

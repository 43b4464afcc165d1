/// A parameter of a function or a callback, or a field of a struct.
package struct CParameter: Equatable, Sendable {
  package var name: String
  package var type: CType

  package init(name: String, type: CType) {
    self.name = name
    self.type = type
  }
}

import SwiftSyntax

/// How the Swift types of exported functions are written in C.
package struct TypeMapping {
  private static let scalars: [String: CType] = [
    "CChar": .named("char"), "Float": .named("float"), "Double": .named("double"),
    "Int8": .named("int8_t"), "UInt8": .named("uint8_t"), "Int16": .named("int16_t"),
    "UInt16": .named("uint16_t"), "Int32": .named("int32_t"), "UInt32": .named("uint32_t"),
    "Int64": .named("int64_t"), "UInt64": .named("uint64_t"),
    // Sizes and counts. Swift's `Int` has the width of `size_t`; a value past `Int.max` arrives negative
    // and is refused like any other size that is out of range.
    "Int": .named("size_t"), "UInt": .named("size_t"),
  ]

  private let header: TypesHeader
  /// Swift's names of the handles (`ModelHandle`) and the C structs they point to.
  private let handles: [String: String]

  package init(header: TypesHeader, handles: [String: String]) {
    self.header = header
    self.handles = handles
  }

  /// The C type of a Swift type, or nil when there is none.
  package func cType(of type: TypeSyntax) -> CType? {
    if let optional = type.as(OptionalTypeSyntax.self) {
      // In C every pointer may be NULL; nothing else can be absent.
      guard let wrapped = cType(of: optional.wrappedType) else { return nil }
      return isPointer(wrapped) ? wrapped : nil
    }
    if let tuple = type.as(TupleTypeSyntax.self), tuple.elements.isEmpty { return .void }
    guard let identifier = type.as(IdentifierTypeSyntax.self) else { return nil }
    let name = identifier.name.text
    if let arguments = identifier.genericArgumentClause?.arguments {
      guard arguments.count == 1, let first = arguments.first,
        case .type(let argument) = first.argument, let target = cType(of: argument)
      else { return nil }
      switch name {
      case "UnsafePointer": return .pointer(to: target, isConst: true)
      case "UnsafeMutablePointer": return .pointer(to: target, isConst: false)
      default: return nil
      }
    }
    switch name {
    case "Void": return .void
    case "UnsafeRawPointer": return .pointer(to: .void, isConst: true)
    case "UnsafeMutableRawPointer": return .pointer(to: .void, isConst: false)
    default: break
    }
    if let scalar = Self.scalars[name] { return scalar }
    if let handle = handles[name] { return .pointer(to: .named(handle), isConst: false) }
    // A handle's struct has no name in Swift, so any other name of the header is its own.
    return header.declaration(named: name) == nil ? nil : .named(name)
  }

  private func isPointer(_ type: CType) -> Bool {
    switch type {
    case .pointer: return true
    case .named(let name):
      if case .callback = header.declaration(named: name) { return true }
      return false
    case .void, .array: return false
    }
  }
}

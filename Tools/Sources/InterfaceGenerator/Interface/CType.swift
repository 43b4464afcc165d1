/// A C type, as far as the interface uses them.
package indirect enum CType: Hashable, Sendable {
  case void
  /// A scalar, a struct, a handle or a callback by its C name.
  case named(String)
  /// A pointer; `isConst` says that what it points to is read only.
  case pointer(to: CType, isConst: Bool)
  /// An array inside a struct.
  case array(of: CType, count: Int)

  /// The named types of C that need no declaration of ours.
  package static let basicNames: Set<String> = [
    "char", "float", "double", "size_t", "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t",
    "uint32_t",
    "int64_t", "uint64_t",
  ]

  /// The name at the bottom of all pointers and arrays; nil for `void`.
  package var baseName: String? {
    switch self {
    case .void: nil
    case .named(let name): name
    case .pointer(let target, _): target.baseName
    case .array(let element, _): element.baseName
    }
  }

  /// The type as C writes it, up to where a declared name would stand: `const char *const *`.
  package var spelling: String {
    switch self {
    case .void: return "void"
    case .named(let name): return name
    case .array(let element, let count): return "\(element.spelling)[\(count)]"
    case .pointer(let target, let isConst):
      // `const` stands before a name and after a star.
      if case .pointer = target { return target.spelling + (isConst ? "const *" : "*") }
      return (isConst ? "const " : "") + target.spelling + " *"
    }
  }

  /// A declaration of `name` with this type: `const char *name`.
  package func declaring(_ name: String) -> String {
    if case .array(let element, let count) = self { return "\(element.declaring(name))[\(count)]" }
    let spelling = spelling
    return spelling.hasSuffix("*") ? spelling + name : "\(spelling) \(name)"
  }
}

/// What `scanline_types.h` declares.
package struct TypesHeader: Equatable, Sendable {
  package enum Constant: Equatable, Sendable {
    case integer(Int64)
    case string(String)
  }

  package enum Declaration: Equatable, Sendable {
    /// `typedef struct name name;`
    case handle(String)
    /// `typedef int32_t name;`
    case alias(String, of: CType)
    /// `typedef struct name { ... } name;`
    case structure(String, fields: [CParameter])
    /// `typedef result (*name)(parameters);`
    case callback(String, parameters: [CParameter], result: CType)

    package var name: String {
      switch self {
      case .handle(let name), .alias(let name, _), .structure(let name, _),
        .callback(let name, _, _):
        name
      }
    }
  }

  /// `#define`s with a value, in the order of the header.
  package var constants: [(name: String, value: Constant)] = []
  package var declarations: [Declaration] = []

  package init() {}

  package func declaration(named name: String) -> Declaration? {
    declarations.first { $0.name == name }
  }

  package static func == (left: TypesHeader, right: TypesHeader) -> Bool {
    left.declarations == right.declarations
      && left.constants.elementsEqual(right.constants) {
        $0.name == $1.name && $0.value == $1.value
      }
  }
}

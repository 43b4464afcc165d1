/// Writes the Python binding's view of the interface: constants, structs, callback types and the types of
/// every function, as `ctypes` takes them.
package struct PrototypesWriter {
  private static let width = 100
  private static let simple: [String: String] = [
    "char": "c_char", "float": "c_float", "double": "c_double", "size_t": "c_size_t",
    "int8_t": "c_int8",
    "uint8_t": "c_uint8", "int16_t": "c_int16", "uint16_t": "c_uint16", "int32_t": "c_int32",
    "uint32_t": "c_uint32", "int64_t": "c_int64", "uint64_t": "c_uint64",
  ]

  private let header: TypesHeader

  package static func module(functions: [ExportedFunction], header: TypesHeader) -> String {
    PrototypesWriter(header: header).module(functions)
  }

  private func module(_ functions: [ExportedFunction]) -> String {
    var lines = [
      "\"\"\"Scanline's C interface as ctypes sees it.",
      "",
      "Generated from the exported functions and include/scanline_types.h by `make generate`; do not edit.",
      "Handles are plain addresses (c_void_p); names are those of the C header.",
      "\"\"\"",
      "",
      "import ctypes",
      "from ctypes import CFUNCTYPE, POINTER, Structure",
      "",
    ]
    for constant in header.constants {
      switch constant.value {
      case .integer(let value): lines.append("\(constant.name) = \(value)")
      case .string(let value): lines.append("\(constant.name) = \"\(value)\"")
      }
    }
    lines.append("")
    for declaration in header.declarations { lines += self.lines(of: declaration) }
    lines += ["", "#: name -> (result, arguments)", "FUNCTIONS = {"]
    for function in functions {
      let arguments = wrappedList(
        "[", function.parameters.map { type($0.type) }, "],", indent: "        ")
      lines += ["    \"\(function.name)\": (", "        \(type(function.result)),"] + arguments
      lines.append("    ),")
    }
    lines += [
      "}",
      "",
      "",
      "def declare(library: ctypes.CDLL) -> None:",
      "    \"\"\"Give every function of ``library`` its result and argument types.\"\"\"",
      "    for name, (result, arguments) in FUNCTIONS.items():",
      "        function = getattr(library, name)",
      "        function.restype = result",
      "        function.argtypes = arguments",
      "",
    ]
    return lines.joined(separator: "\n")
  }

  private func lines(of declaration: TypesHeader.Declaration) -> [String] {
    switch declaration {
    case .handle: return []
    case .alias(let name, let type): return ["\(name) = \(self.type(type))"]
    case .callback(let name, let parameters, let result):
      let types = [type(result)] + parameters.map { type($0.type) }
      return wrappedList("\(name) = CFUNCTYPE(", types, ")", indent: "")
    case .structure(let name, let fields):
      let rows = fields.map { "        (\"\($0.name)\", \(type($0.type)))," }
      return ["", "", "class \(name)(Structure):", "    _fields_ = ["] + rows + ["    ]", "", ""]
    }
  }

  /// `type` as a `ctypes` expression.
  private func type(_ type: CType) -> String {
    switch type {
    case .void: return "None"
    case .named(let name): return Self.simple[name].map { "ctypes.\($0)" } ?? name
    case .array(let element, let count): return "\(self.type(element)) * \(count)"
    case .pointer(.void, _): return "ctypes.c_void_p"
    case .pointer(.named("char"), _): return "ctypes.c_char_p"
    case .pointer(.named(let name), _):
      if case .handle = header.declaration(named: name) { return "ctypes.c_void_p" }
      return "POINTER(\(self.type(.named(name))))"
    case .pointer(let target, _): return "POINTER(\(self.type(target)))"
    }
  }

  /// The items on one line if they fit, else one a line.
  private func wrappedList(_ start: String, _ items: [String], _ end: String, indent: String)
    -> [String]
  {
    let line = indent + start + items.joined(separator: ", ") + end
    if line.count <= Self.width { return [line] }
    return [indent + start] + items.map { "\(indent)    \($0)," } + [indent + end]
  }
}

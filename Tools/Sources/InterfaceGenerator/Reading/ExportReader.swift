import SwiftParser
import SwiftSyntax

/// Reads the exported functions, `@_cdecl("scanline_...") public func ...`, out of Swift sources.
package struct ExportReader {
  private let header: TypesHeader
  private var functions: [ExportedFunction] = []
  private var problems: [Problem] = []

  /// - Parameter sources: the files' names and texts; their order is the order of the functions.
  package static func read(_ sources: [(file: String, text: String)], header: TypesHeader)
    throws(GenerationFailure) -> [ExportedFunction]
  {
    var reader = ExportReader(header: header)
    reader.read(sources)
    if !reader.problems.isEmpty { throw GenerationFailure(reader.problems) }
    return reader.functions
  }

  private init(header: TypesHeader) { self.header = header }

  private mutating func read(_ sources: [(file: String, text: String)]) {
    let trees = sources.map { ($0.file, Parser.parse(source: $0.text)) }
    var handles: [String: String] = [:]
    for (file, tree) in trees { collectHandles(tree, file: file, into: &handles) }
    let mapping = TypeMapping(header: header, handles: handles)

    var places: [String: String] = [:]
    for (file, tree) in trees {
      let collector = ExportCollector(file: file, tree: tree)
      collector.walk(tree)
      for export in collector.exports {
        read(export, file: file, mapping: mapping)
        let place = "\(file):\(export.line)"
        if let other = places.updateValue(place, forKey: export.cName) {
          report(export, file, "exported a second time; see \(other)")
        }
      }
    }
  }

  /// `typealias ModelHandle = OpaquePointer` stands for `scanline_model *`.
  private mutating func collectHandles(
    _ tree: SourceFileSyntax, file: String, into handles: inout [String: String]
  ) {
    for item in tree.statements {
      guard let alias = item.item.as(TypeAliasDeclSyntax.self), alias.name.text.hasSuffix("Handle"),
        alias.initializer.value.trimmedDescription == "OpaquePointer"
      else { continue }
      let swiftName = alias.name.text
      let cName = "scanline_" + swiftName.dropLast("Handle".count).snakeCase
      if case .handle = header.declaration(named: cName) {
        handles[swiftName] = cName
      } else {
        let message =
          "\(swiftName) stands for \(cName), which the types header does not declare as a handle"
        problems.append(Problem(file: file, message: message))
      }
    }
  }

  private mutating func read(_ export: ExportCollector.Export, file: String, mapping: TypeMapping) {
    if !export.cName.hasPrefix("scanline_") {
      report(export, file, "exported names begin with scanline_")
    }
    let modifiers = export.declaration.modifiers.map(\.name.text)
    if !modifiers.contains("public") { report(export, file, "exported, so it must be public") }

    let signature = export.declaration.signature
    var parameters: [CParameter] = []
    for parameter in signature.parameterClause.parameters {
      let name = (parameter.secondName ?? parameter.firstName).text
      let type = parameter.type.trimmedDescription
      if name != name.snakeCase || name == "_" {
        report(export, file, "parameter '\(name)' must have its C name, in snake_case")
      }
      guard let cType = mapping.cType(of: parameter.type), cType != .void else {
        report(export, file, "parameter '\(name)': no C type for the Swift type \(type)")
        continue
      }
      parameters.append(CParameter(name: name, type: cType))
    }
    var result = CType.void
    if let returnType = signature.returnClause?.type {
      if let cType = mapping.cType(of: returnType) {
        result = cType
      } else {
        report(
          export, file, "no C type for the result's Swift type \(returnType.trimmedDescription)")
      }
    }
    let documentation = Documentation(lines: export.documentation)
    check(documentation, parameters: parameters, of: export, file: file)
    functions.append(
      ExportedFunction(
        name: export.cName, parameters: parameters, result: result, documentation: documentation,
        section: export.section))
  }

  /// The header is the manual: what is not documented here is documented nowhere.
  private mutating func check(
    _ documentation: Documentation, parameters: [CParameter], of export: ExportCollector.Export,
    file: String
  ) {
    if documentation.body.isEmpty { report(export, file, "has no doc comment") }
    if export.documentation.contains(where: { $0.contains("*/") || $0.contains("/*") }) {
      report(export, file, "its doc comment has a C comment mark in it")
    }
    let names = documentation.parameterNames
    // The text above can say all that there is to say of a single parameter.
    if parameters.count > 1 {
      for parameter in parameters where !names.contains(parameter.name) {
        report(export, file, "parameter '\(parameter.name)' is not documented")
      }
    }
    for name in names where !parameters.contains(where: { $0.name == name }) {
      report(export, file, "its doc comment names a parameter '\(name)' that it has not")
    }
  }

  private mutating func report(_ export: ExportCollector.Export, _ file: String, _ message: String)
  {
    problems.append(Problem(file: file, line: export.line, message: "\(export.cName): \(message)"))
  }
}

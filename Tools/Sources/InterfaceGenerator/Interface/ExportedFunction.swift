/// One function of the C interface, read from its Swift implementation.
package struct ExportedFunction: Equatable, Sendable {
  package var name: String
  package var parameters: [CParameter]
  package var result: CType
  package var documentation: Documentation
  /// The part of the header that it stands in.
  package var section: String

  package init(
    name: String, parameters: [CParameter], result: CType, documentation: Documentation,
    section: String
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.documentation = documentation
    self.section = section
  }
}

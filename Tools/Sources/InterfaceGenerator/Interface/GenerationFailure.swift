/// All the problems found, so that one run shows them together.
package struct GenerationFailure: Error, Equatable, CustomStringConvertible {
  package var problems: [Problem]

  package init(_ problems: [Problem]) { self.problems = problems }

  package init(file: String, line: Int? = nil, _ message: String) {
    problems = [Problem(file: file, line: line, message: message)]
  }

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Writes `scanline.h`: a template's text, with the sample program in the comment at the top and the
/// functions, documented, section by section.
package enum HeaderWriter {
  /// The end of a template's line that is replaced by the sample; what stands before it begins every line.
  private static let sampleMark = "@SAMPLE@"
  /// `@SECTIONS A, B@` is replaced by all functions, those of A and B first.
  private static let sectionsMark = "@SECTIONS "
  /// Replaced by macros that call the sized initialisers by the names of the plain ones.
  private static let initialisersMark = "@INITIALISERS@"
  static let width = 100

  /// - Parameter sample: a C program.
  package static func header(functions: [ExportedFunction], template: String, sample: String)
    throws(GenerationFailure) -> String
  {
    var output: [String] = []
    for line in template.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasSuffix(sampleMark) {
        let start = String(line.dropLast(sampleMark.count))
        output += try sampleLines(sample).map { (start + $0).trimmedEnd }
      } else if line.hasPrefix(sectionsMark), line.hasSuffix("@") {
        let names = line.dropFirst(sectionsMark.count).dropLast().split(separator: ",")
        output += sections(functions, first: names.map { String($0).trimmed })
      } else if line == initialisersMark {
        output += initialiserMacros(functions)
      } else {
        output.append(String(line))
      }
    }
    return output.joined(separator: "\n")
  }

  /// - Parameter first: the sections to begin with, by their titles up to a colon; the others follow in
  ///   the order of the functions.
  private static func sections(_ functions: [ExportedFunction], first: [String]) -> [String] {
    var titles: [String] = []
    for function in functions where !titles.contains(function.section) {
      titles.append(function.section)
    }
    let order = first.flatMap { name in titles.filter { $0 == name || $0.hasPrefix(name + ":") } }
    let rest = titles.filter { !order.contains($0) }
    var lines: [String] = []
    for section in order + rest {
      let members = functions.filter { $0.section == section }
      if !lines.isEmpty { lines.append("") }
      lines.append(banner(section))
      for function in members { lines += [""] + comment(of: function) + prototype(of: function) }
    }
    return lines
  }

  /// `x_init(value)` becomes `x_init_sized((value), sizeof(x))`, for every function `x_init_sized`.
  private static func initialiserMacros(_ functions: [ExportedFunction]) -> [String] {
    let suffix = "_sized"
    return functions.lazy.filter { $0.name.hasSuffix("_init" + suffix) }.flatMap { function in
      let plain = String(function.name.dropLast(suffix.count))
      let type = String(plain.dropLast("_init".count))
      return ["#define \(plain)(value) \\", "  \(function.name)((value), sizeof(\(type)))"]
    }
  }

  private static func banner(_ section: String) -> String {
    let start = "/* ---- \(section) "
    return start + String(repeating: "-", count: max(4, width - start.count - 3)) + " */"
  }

  /// `result name(parameters);`, with the parameters below each other where they need several lines.
  package static func prototype(of function: ExportedFunction) -> [String] {
    let start = function.result.declaring(function.name) + "("
    let parameters = function.parameters.map { $0.type.declaring($0.name) }
    var lines: [String] = []
    var line = start
    for (index, parameter) in parameters.enumerated() {
      let isLast = index == parameters.count - 1
      let text = parameter + (isLast ? ");" : ",")
      if index == 0 {
        line += text
      } else if line.count + 1 + text.count > width {
        lines.append(line)
        line = String(repeating: " ", count: start.count) + text
      } else {
        line += " " + text
      }
    }
    if parameters.isEmpty { line += "void);" }
    return lines + [line]
  }
}

import Testing

@testable import InterfaceGenerator

struct ExportReaderTests {
  private static let handles = "public typealias ModelHandle = OpaquePointer\n"

  @Test func readsSignatureDocumentationAndSection() throws {
    let functions = try read(
      """
      // MARK: - Models

      /// Loads a model.
      ///
      /// - Parameters:
      ///   - path: [in] the file,
      ///     read once.
      ///   - model: [out] the model
      /// - Returns: a status
      @_cdecl("scanline_model_load")
      public func modelLoad(
        _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<ModelHandle?>?
      ) -> scanline_status { 0 }

      /// Ends a model.
      /// - Parameter model: [in] may be NULL
      @_cdecl("scanline_model_free")
      public func modelFree(model: ModelHandle?) {}
      """)
    #expect(functions.map(\.name) == ["scanline_model_load", "scanline_model_free"])
    #expect(functions.map(\.section) == ["Models", "Models"])
    #expect(
      functions.map { HeaderWriter.prototype(of: $0).joined() } == [
        "scanline_status scanline_model_load(const char *path, scanline_model **model);",
        "void scanline_model_free(scanline_model *model);",
      ])
    #expect(functions.first?.documentation.body == ["Loads a model."])
    #expect(
      functions.first?.documentation.fields == [
        .init(label: "Parameter", parameter: "path", text: "[in] the file, read once."),
        .init(label: "Parameter", parameter: "model", text: "[out] the model"),
        .init(label: "Returns", text: "a status"),
      ])
  }

  @Test func readsParametersInEitherStyle() throws {
    let functions = try read(
      """
      /// F.
      /// - a list: of ours
      /// - x: [in] the first,
      ///   on two lines
      /// - Parameter y: the second
      /// - Threading: any
      @_cdecl("scanline_f") public func f(_ x: Int, _ y: Int) {}
      """)
    #expect(functions.first?.documentation.body == ["F.", "- a list: of ours"])
    #expect(
      functions.first?.documentation.fields == [
        .init(label: "Parameter", parameter: "x", text: "[in] the first, on two lines"),
        .init(label: "Parameter", parameter: "y", text: "the second"),
        .init(label: "Threading", text: "any"),
      ])
  }

  @Test func namesTheSectionAfterTheFile() throws {
    let functions = try read("/// F.\n@_cdecl(\"scanline_f\") public func f() {}")
    #expect(functions.first?.section == "Model")
  }

  @Test func ignoresOtherFunctions() throws {
    #expect(try read("/// F.\npublic func f(text: String) {}").isEmpty)
  }

  @Test(arguments: [
    (
      "/// F.\n/// - Parameter text: x\n@_cdecl(\"scanline_f\") public func f(_ text: String) {}",
      "scanline_f: parameter 'text': no C type for the Swift type String"
    ),
    (
      "/// F.\n@_cdecl(\"scanline_f\") public func f() -> [Int] {}",
      "scanline_f: no C type for the result's Swift type [Int]"
    ),
    ("@_cdecl(\"scanline_f\") public func f() {}", "scanline_f: has no doc comment"),
    (
      "/// Of something else.\n\n@_cdecl(\"scanline_f\") public func f() {}",
      "scanline_f: has no doc comment"
    ),
    (
      "/// F.\n/// - x: x\n@_cdecl(\"scanline_f\") public func f(_ x: Int, _ y: Int) {}",
      "scanline_f: parameter 'y' is not documented"
    ),
    (
      "/// F.\n/// - Parameter y: y\n@_cdecl(\"scanline_f\") public func f() {}",
      "scanline_f: its doc comment names a parameter 'y' that it has not"
    ),
    (
      "/// F.\n/// - Parameter fileName: y\n@_cdecl(\"scanline_f\") public func f(fileName: Int) {}",
      "scanline_f: parameter 'fileName' must have its C name, in snake_case"
    ),
    ("/// F.\n@_cdecl(\"scanline_f\") func f() {}", "scanline_f: exported, so it must be public"),
    ("/// F.\n@_cdecl(\"f\") public func f() {}", "f: exported names begin with scanline_"),
    ("/// F. */\n@_cdecl(\"scanline_f\") public func f() {}", "has a C comment mark in it"),
    (
      """
      /// F.
      @_cdecl("scanline_f") public func f() {}
      /// G.
      @_cdecl("scanline_f") public func g() {}
      """, "scanline_f: exported a second time; see Sources/Scanline/Model+Exports.swift:3"
    ),
    ("typealias CatHandle = OpaquePointer", "CatHandle stands for scanline_cat"),
  ])
  func refuses(source: String, message: String) {
    let failure = #expect(throws: GenerationFailure.self) { try read(source) }
    #expect(failure?.description.contains(message) == true, "\(String(describing: failure))")
  }

  private func read(_ source: String) throws -> [ExportedFunction] {
    let header = try TypesHeaderReader.read(
      "typedef int32_t scanline_status; typedef struct scanline_model scanline_model;",
      file: "types.h")
    return try ExportReader.read(
      [("Sources/Scanline/Model+Exports.swift", Self.handles + source)], header: header)
  }
}

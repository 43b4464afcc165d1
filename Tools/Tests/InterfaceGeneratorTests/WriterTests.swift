import Testing

@testable import InterfaceGenerator

struct WriterTests {
  private let long = ExportedFunction(
    name: "scanline_model_classify",
    parameters: [
      CParameter(name: "model", type: .pointer(to: .named("scanline_model"), isConst: false)),
      CParameter(name: "data", type: .pointer(to: .void, isConst: true)),
      CParameter(name: "size", type: .named("size_t")),
      CParameter(name: "probabilities", type: .pointer(to: .named("float"), isConst: false)),
    ],
    result: .named("scanline_status"),
    documentation: Documentation(lines: [
      "Classifies with `model`, at some length, so that this line is almost full",
      "and the next one goes up.",
      "",
      "- any list item",
      "- Parameters:",
      "  - model: [in] the model",
      "  - data: [in] an encoded picture",
      "  - size: its bytes",
      "  - probabilities: [out] one a label, in the order of the labels, each from 0 to 1, together exactly 1",
      "- Returns: [out] a status",
      "- Threading: any. Since 1.0.",
    ]), section: "Models")

  private let short = ExportedFunction(
    name: "scanline_version", parameters: [], result: .pointer(to: .named("char"), isConst: true),
    documentation: Documentation(lines: ["The version."]), section: "Library")

  @Test func writesDocumentation() {
    #expect(
      HeaderWriter.comment(of: long) == [
        "/**",
        " * Classifies with model, at some length, so that this line is almost full and the next one goes",
        " * up.",
        " *",
        " * - any list item",
        " *",
        " * @param[in] model          the model",
        " * @param[in] data           an encoded picture",
        " * @param size               its bytes",
        " * @param[out] probabilities one a label, in the order of the labels, each from 0 to 1, together",
        " *                           exactly 1",
        " * @return a status",
        " * @note Threading: any.",
        " * @since 1.0",
        " */",
      ])
  }

  @Test func writesShortDocumentationOnOneLine() {
    #expect(HeaderWriter.comment(of: short) == ["/** The version. */"])
  }

  @Test func breaksLongPrototypes() {
    #expect(
      HeaderWriter.prototype(of: long) == [
        "scanline_status scanline_model_classify(scanline_model *model, const void *data, size_t size,",
        "                                        float *probabilities);",
      ])
    #expect(HeaderWriter.prototype(of: short) == ["const char *scanline_version(void);"])
  }

  @Test func fillsTheTemplate() throws {
    let header = try HeaderWriter.header(
      functions: [long, short], template: "/*\n *   @SAMPLE@\n */\n@SECTIONS Library, None@\nend\n",
      sample: "/* Licence.\n */\n\nint main(void) {\n  return 0; /* done */\n}\n")
    let lines = header.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.prefix(5) == [
        "/*", " *   int main(void) {", " *     return 0; // done", " *   }", " */",
      ])
    #expect(lines.suffix(2) == ["end", ""])
    let banners = lines.filter { $0.hasPrefix("/* ----") }
    #expect(banners.map { $0.split(separator: " ")[2] } == ["Library", "Models"])
    #expect(banners.allSatisfy { $0.count == 100 })
  }

  @Test func mapsInitialisersToTheSizedOnes() throws {
    let sized = ExportedFunction(
      name: "scanline_pixels_init_sized", parameters: [], result: .void,
      documentation: Documentation(lines: ["Fills."]), section: "Structs")
    let header = try HeaderWriter.header(
      functions: [short, sized], template: "@INITIALISERS@", sample: "")
    #expect(
      header == """
        #define scanline_pixels_init(value) \\
          scanline_pixels_init_sized((value), sizeof(scanline_pixels))
        """)
  }

  @Test func refusesASampleWithALongComment() {
    #expect(throws: GenerationFailure.self) {
      try HeaderWriter.header(functions: [], template: "@SAMPLE@", sample: "int a; /* b\n c */")
    }
  }

  @Test func writesSymbolsInByteOrder() {
    #expect(
      SymbolWriter.symbolList(functions: [short, long])
        == "scanline_model_classify\nscanline_version\n")
    let script = SymbolWriter.versionScript(functions: [short])
    #expect(
      script.contains("SCANLINE_1.0 {\n  global:\n    scanline_version;\n  local:\n    *;\n};\n"))
  }

  @Test func writesPrototypes() throws {
    let header = try TypesHeaderReader.read(
      """
      #define SCANLINE_IO (-3)
      typedef int32_t scanline_status;
      typedef struct scanline_model scanline_model;
      typedef struct scanline_report { const char *name; char text[4]; float *values; } scanline_report;
      typedef void (*scanline_callback)(const scanline_report *report, scanline_model **models);
      """, file: "types.h")
    let module = PrototypesWriter.module(functions: [short, long], header: header)
    for expected in [
      "\nSCANLINE_IO = -3\n",
      "\nscanline_status = ctypes.c_int32\n",
      """

      class scanline_report(Structure):
          _fields_ = [
              ("name", ctypes.c_char_p),
              ("text", ctypes.c_char * 4),
              ("values", POINTER(ctypes.c_float)),
          ]

      """,
      "\nscanline_callback = CFUNCTYPE(None, POINTER(scanline_report), POINTER(ctypes.c_void_p))\n",
      "    \"scanline_version\": (\n        ctypes.c_char_p,\n        [],\n    ),\n",
      "        [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, POINTER(ctypes.c_float)],\n",
    ] {
      #expect(module.contains(expected), "lacks \(expected)")
    }
  }
}

import Testing

@testable import InterfaceGenerator

struct TypesHeaderReaderTests {
  private let regular = """
    /* A comment
     * over lines; typedef int32_t not_this; */
    #ifndef TYPES_H
    #define TYPES_H
    #include <stdint.h>
    #ifdef __cplusplus
    extern "C" {
    #endif
    #define SCANLINE_VERSION "1.0.0"
    #define SCANLINE_OK 0
    #define SCANLINE_IO (-3) /**< a comment */
    typedef int32_t scanline_status;
    typedef struct scanline_model scanline_model;
    typedef struct scanline_report {
      uint32_t struct_size; /**< a field; of several */
      const uint8_t *data;
      const char *const *names;
      char message[256];
    } scanline_report;
    typedef int32_t (*scanline_callback)(const scanline_report *report,
                                         void *user_data);
    typedef void (*scanline_log)(scanline_status level, const char *message);
    #ifdef __cplusplus
    }
    #endif
    #endif
    """

  @Test func readsConstants() throws {
    let constants = try TypesHeaderReader.read(regular, file: "types.h").constants
    #expect(constants.map(\.name) == ["SCANLINE_VERSION", "SCANLINE_OK", "SCANLINE_IO"])
    #expect(constants.map(\.value) == [.string("1.0.0"), .integer(0), .integer(-3)])
  }

  @Test func readsDeclarationsInOrder() throws {
    let text = CType.pointer(to: .named("char"), isConst: true)
    #expect(
      try TypesHeaderReader.read(regular, file: "types.h").declarations == [
        .alias("scanline_status", of: .named("int32_t")),
        .handle("scanline_model"),
        .structure(
          "scanline_report",
          fields: [
            CParameter(name: "struct_size", type: .named("uint32_t")),
            CParameter(name: "data", type: .pointer(to: .named("uint8_t"), isConst: true)),
            CParameter(name: "names", type: .pointer(to: text, isConst: true)),
            CParameter(name: "message", type: .array(of: .named("char"), count: 256)),
          ]),
        .callback(
          "scanline_callback",
          parameters: [
            CParameter(
              name: "report", type: .pointer(to: .named("scanline_report"), isConst: true)),
            CParameter(name: "user_data", type: .pointer(to: .void, isConst: false)),
          ], result: .named("int32_t")),
        .callback(
          "scanline_log",
          parameters: [
            CParameter(name: "level", type: .named("scanline_status")),
            CParameter(name: "message", type: text),
          ], result: .void),
      ])
  }

  @Test(arguments: [
    ("int x;", "only typedefs"),
    ("typedef struct a { unknown_t x; } a;", "in a: not understood"),
    ("typedef struct a { int32_t x, y; } a;", "in a: not understood"),
    ("typedef int32_t (*f)(struct b *x);", "in f: not understood"),
    ("typedef enum { a, b } c;", "not understood"),
    ("#define HALF 0.5", "HALF is neither"),
    ("typedef int32_t a", "without its ';'"),
  ])
  func refusesWhatItDoesNotUnderstand(text: String, message: String) {
    let failure = #expect(throws: GenerationFailure.self) {
      try TypesHeaderReader.read("\n" + text, file: "types.h")
    }
    #expect(failure?.description.contains(message) == true)
    #expect(failure?.description.hasPrefix("types.h:2: ") == true)
  }
}

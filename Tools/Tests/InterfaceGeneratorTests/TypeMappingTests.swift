import SwiftParser
import SwiftSyntax
import Testing

@testable import InterfaceGenerator

struct TypeMappingTests {
  @Test(arguments: [
    ("UnsafePointer<CChar>?", "const char *"),
    ("UnsafeMutablePointer<CChar>?", "char *"),
    ("UnsafeRawPointer?", "const void *"),
    ("UnsafeMutableRawPointer?", "void *"),
    ("UnsafePointer<scanline_limits>?", "const scanline_limits *"),
    ("ModelHandle?", "scanline_model *"),
    ("ModelHandle", "scanline_model *"),
    ("UnsafeMutablePointer<ModelHandle?>?", "scanline_model **"),
    ("UnsafePointer<UnsafePointer<CChar>?>?", "const char *const *"),
    ("UnsafeMutablePointer<UnsafePointer<CChar>?>?", "const char **"),
    ("UnsafePointer<UInt8>?", "const uint8_t *"),
    ("Int", "size_t"), ("Int32", "int32_t"), ("UInt32", "uint32_t"), ("UInt64", "uint64_t"),
    ("Double", "double"), ("Float", "float"), ("Void", "void"), ("()", "void"),
    ("scanline_status", "scanline_status"), ("scanline_callback?", "scanline_callback"),
  ])
  func hasCType(swift: String, c: String) throws {
    #expect(try mapped(swift)?.spelling == c)
  }

  @Test(arguments: [
    "String", "Int32?", "scanline_status?", "[Float]", "UnsafeBufferPointer<Float>",
    "OpaquePointer?",
    "UnsafePointer<String>?", "DatasetHandle?", "(Int32, Int32)", "scanline_unknown",
  ])
  func hasNoCType(swift: String) throws {
    #expect(try mapped(swift) == nil)
  }

  @Test func declaresNamesAsCDoes() {
    let text = CType.pointer(to: .named("char"), isConst: true)
    #expect(text.declaring("path") == "const char *path")
    #expect(CType.named("size_t").declaring("size") == "size_t size")
    #expect(CType.array(of: .named("char"), count: 8).declaring("message") == "char message[8]")
  }

  private func mapped(_ type: String) throws -> CType? {
    let header = try TypesHeaderReader.read(
      """
      typedef int32_t scanline_status;
      typedef struct scanline_model scanline_model;
      typedef struct scanline_limits { uint32_t struct_size; } scanline_limits;
      typedef int32_t (*scanline_callback)(void *user_data);
      """, file: "types.h")
    let mapping = TypeMapping(header: header, handles: ["ModelHandle": "scanline_model"])
    let item = try #require(Parser.parse(source: "typealias Type = \(type)").statements.first?.item)
    let alias = try #require(item.as(TypeAliasDeclSyntax.self))
    return mapping.cType(of: alias.initializer.value)
  }
}

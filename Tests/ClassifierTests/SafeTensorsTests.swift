import Compute
import Platform
import Testing

import Classifier

@Suite struct SafeTensorsTests {
  /// A file of the given header text and data bytes.
  private func file(_ header: String, data: Int) throws -> ByteBuffer {
    let text = Array(header.utf8)
    let bytes = try ByteBuffer(count: 8 + text.count + data)
    bytes.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: bytes.count)
    bytes.pointer.storeBytes(of: UInt64(text.count), as: UInt64.self)
    text.withUnsafeBytes {
      if let base = $0.baseAddress {
        (bytes.pointer + 8).copyMemory(from: base, byteCount: $0.count)
      }
    }
    return bytes
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch let error as ScanlineError {
      return error.kind == .corruptModel ? error.message : "other kind: \(error)"
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let values = try FloatBuffer(count: 6)
    for index in 0..<6 { values.pointer[index] = Float(index) - 2.5 }
    let bytes = try SafeTensors.write(
      [
        .init(name: "b", shape: [2, 2], values: values.pointer),
        .init(name: "a", shape: [2], values: values.pointer + 4),
      ],
      metadata: ["key": "text \"quoted\" ü"])
    #expect((8 + Int(bytes.pointer.load(as: UInt64.self))) % 8 == 0)
    let file = try SafeTensors(reading: bytes, name: "f")
    #expect(file.metadata == ["key": "text \"quoted\" ü"])
    #expect(file.tensors["b"]?.shape == [2, 2])
    let copy = try FloatBuffer(count: 6)
    try file.copy("b", shape: [2, 2], into: copy.pointer)
    try file.copy("a", shape: [2], into: copy.pointer + 4)
    #expect(Array(copy.floats) == Array(values.floats))
  }

  @Test func everyRefusalNamesWhatIsWrong() throws {
    func tensor(_ shape: String, _ begin: Int, _ end: Int, _ type: String = "F32") -> String {
      #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
    }
    let cases: [(header: String, data: Int, expected: String)] = [
      (#"{"a":\#(tensor("[2]", 0, 8))}"#, 8, "no error"),
      (#"{"a":\#(tensor("[2]", 0, 8))}"#, 4, "bytes 0 to 8 of 4"),
      (#"{"a":\#(tensor("[2]", 0, 8))}"#, 12, "4 bytes belong to no tensor"),
      (#"{"a":\#(tensor("[2]", 4, 12))}"#, 12, "there is a hole"),
      (#"{"a":\#(tensor("[2]", 0, 8)),"b":\#(tensor("[2]", 4, 12))}"#, 12, "tensors overlap"),
      (#"{"a":\#(tensor("[3]", 0, 8))}"#, 8, "does not fill its 8 bytes"),
      (#"{"a":\#(tensor("[-2]", 0, 8))}"#, 8, "no whole number"),
      (#"{"a":\#(tensor("[4294967296,4294967296]", 0, 0))}"#, 0, "beyond memory"),
      (#"{"a":\#(tensor("[2]", 0, 8, "BF16"))}"#, 8, "not of dtype F32"),
      (#"{"a":\#(tensor("[2]", 8, 0))}"#, 8, "does not fill its -8 bytes"),
      (#"{"a":{"dtype":"F32","shape":[2]}}"#, 8, "lacks a shape or two data offsets"),
      (#"{"a":7}"#, 8, "is not an object"),
      (#"{"__metadata__":{"k":1}}"#, 0, "metadata \"k\" is not a string"),
      (#"{"a""#, 0, "header"),
    ]
    for (header, data, expected) in cases {
      let text = message { _ = try SafeTensors(reading: try file(header, data: data), name: "f") }
      #expect(text.contains(expected), "\(header) gave: \(text)")
      if expected != "no error" { #expect(text.hasPrefix("f: ")) }
    }
  }

  @Test func aCutFileIsRefusedAtEveryLength() throws {
    let values = try FloatBuffer(count: 4)
    let whole = try SafeTensors.write(
      [.init(name: "a", shape: [4], values: values.pointer)], metadata: [:])
    for length in 0..<whole.count {
      let cut = try ByteBuffer(
        copying: UnsafeRawBufferPointer(start: whole.pointer, count: length))
      #expect(
        message { _ = try SafeTensors(reading: cut, name: "f") } != "no error", "length \(length)")
    }
  }

  @Test func valuesThatAreNotFiniteAreRefused() throws {
    for bad in [Float.nan, .infinity, -.infinity] {
      let values = try FloatBuffer(count: 3)
      values.pointer[1] = bad
      let bytes = try SafeTensors.write(
        [.init(name: "w", shape: [3], values: values.pointer)], metadata: [:])
      let file = try SafeTensors(reading: bytes, name: "f")
      let text = message { try file.copy("w", shape: [3], into: values.pointer) }
      #expect(text.contains("\"w\"") && text.contains("index 1"))
    }
  }

  @Test func aWrongShapeOrNameIsRefused() throws {
    let values = try FloatBuffer(count: 4)
    let bytes = try SafeTensors.write(
      [.init(name: "w", shape: [2, 2], values: values.pointer)], metadata: [:])
    let file = try SafeTensors(reading: bytes, name: "f")
    #expect(message { try file.copy("w", shape: [4], into: values.pointer) }.contains("[2, 2]"))
    #expect(message { try file.copy("v", shape: [4], into: values.pointer) }.contains("\"v\""))
  }
}

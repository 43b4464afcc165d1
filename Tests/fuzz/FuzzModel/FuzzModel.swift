import Classifier
import Platform

/// One model file, as libFuzzer invents it: is refused with an error, or is a model that survives a
/// round trip.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModel(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: data, count: count)
  check(bytes)
  // A changed header has another length than the first eight bytes say, and would never be read.
  // So the text up to the last brace is tried again under its true length.
  if count > 8, let brace = bytes.lastIndex(of: UInt8(ascii: "}")), brace >= 8 {
    var framed = Array(bytes)
    withUnsafeBytes(of: UInt64(brace - 7).littleEndian) { framed.replaceSubrange(0..<8, with: $0) }
    framed.withUnsafeBytes(check)
  }
  return 0
}

private func check(_ bytes: UnsafeRawBufferPointer) {
  do {
    let model = try ModelFile.decode(ByteBuffer(copying: bytes), name: "fuzz")
    let first = try ModelFile.encode(model)
    let second = try ModelFile.encode(ModelFile.decode(first, name: "again"))
    let same = first.withBytes { one in second.withBytes { one.elementsEqual($0) } }
    if !same { fatalError("a model that was read is written in two ways") }
  } catch let error as ScanlineError {
    let expected: [ScanlineError.Kind] = [.corruptModel, .versionMismatch, .limitExceeded]
    if !expected.contains(error.kind) { fatalError("an error of another kind: \(error)") }
  } catch {
    fatalError("not an error of ours: \(error)")
  }
}

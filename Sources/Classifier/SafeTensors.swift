import FoundationEssentials
import Platform

/// A file of named float tensors in the safetensors format: eight bytes of header length (little
/// endian), a JSON header `{name: {dtype, shape, data_offsets}, "__metadata__": {string: string}}`, then
/// the data without holes or overlaps. `F32` and `F16` are written and read.
///
/// Source: https://huggingface.co/docs/safetensors (format), and the Python package's behaviour.
/// The reader trusts nothing: every refusal has the kind `corruptModel` and names what is wrong.
package struct SafeTensors {
  /// One tensor of a file.
  package struct Tensor: Sendable {
    package let name: String
    package let shape: [Int]
    /// Bytes from the start of the file.
    fileprivate let offset: Int
    fileprivate let count: Int
    fileprivate let precision: WeightPrecision
  }

  package let metadata: [String: String]
  package let tensors: [String: Tensor]
  private let bytes: ByteBuffer
  private let name: String

  private static let metadataKey = "__metadata__"
  /// Of the header, in bytes.
  static let headerLimit = 64 << 20

  // MARK: - Reading

  /// - Parameter name: the file's name, for errors.
  package init(reading bytes: ByteBuffer, name: String) throws {
    func refuse(_ message: String) -> ScanlineError {
      ScanlineError(.corruptModel, "\(name): \(message)")
    }
    guard bytes.count >= 8 else {
      throw refuse("\(bytes.count) bytes are too few for a safetensors file")
    }
    let declared = UInt64(littleEndian: bytes.pointer.loadUnaligned(as: UInt64.self))
    guard let length = Int(exactly: declared), length <= Self.headerLimit,
      length <= bytes.count - 8
    else {
      throw refuse(
        "a header of \(declared) bytes does not fit (file: \(bytes.count) bytes, "
          + "limit: \(Self.headerLimit)); the file is cut or not a safetensors file")
    }
    let text = String(
      decoding: UnsafeRawBufferPointer(start: bytes.pointer + 8, count: length), as: UTF8.self)
    let header = try JSON.decode(
      [String: JSONValue].self, from: text, what: "\(name): header", kind: .corruptModel)

    var metadata: [String: String] = [:]
    var tensors: [String: Tensor] = [:]
    var spans: [(begin: Int, end: Int, name: String)] = []
    let dataStart = 8 + length
    let dataCount = bytes.count - dataStart
    for (key, value) in header {
      guard case .object(let fields) = value else {
        throw refuse("header entry \"\(key)\" is not an object")
      }
      if key == Self.metadataKey {
        for (field, value) in fields {
          guard case .string(let string) = value else {
            throw refuse("metadata \"\(field)\" is not a string")
          }
          metadata[field] = string
        }
        continue
      }
      let layout = try Self.layout(of: key, fields, refuse)
      guard layout.begin >= 0, layout.begin <= layout.end, layout.end <= dataCount else {
        throw refuse(
          "tensor \"\(key)\" lies at bytes \(layout.begin) to \(layout.end) of \(dataCount); "
            + "the file is cut or altered")
      }
      spans.append((layout.begin, layout.end, key))
      tensors[key] = Tensor(
        name: key, shape: layout.shape, offset: dataStart + layout.begin, count: layout.count,
        precision: layout.precision)
    }
    spans.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var position = 0
    for span in spans {
      guard span.begin == position else {
        throw refuse(
          "tensor \"\(span.name)\" begins at byte \(span.begin) where \(position) was due: "
            + (span.begin < position ? "tensors overlap" : "there is a hole"))
      }
      position = span.end
    }
    guard position == dataCount else {
      throw refuse("\(dataCount - position) bytes belong to no tensor")
    }
    self.metadata = metadata
    self.tensors = tensors
    self.bytes = bytes
    self.name = name
  }

  private static func layout(
    of key: String, _ fields: [String: JSONValue], _ refuse: (String) -> ScanlineError
  ) throws -> (precision: WeightPrecision, shape: [Int], count: Int, begin: Int, end: Int) {
    guard case .string(let dtype)? = fields["dtype"],
      let precision = WeightPrecision(dtype: dtype)
    else { throw refuse("tensor \"\(key)\" is not of dtype F32 or F16") }
    guard case .array(let sizes)? = fields["shape"],
      case .array(let offsets)? = fields["data_offsets"],
      case .integer(let begin)? = offsets.first, case .integer(let end)? = offsets.last,
      offsets.count == 2
    else { throw refuse("tensor \"\(key)\" lacks a shape or two data offsets") }
    var shape: [Int] = []
    var count = 1
    for size in sizes {
      guard case .integer(let size) = size, size >= 0, let size = Int(exactly: size) else {
        throw refuse("tensor \"\(key)\" has a size that is no whole number")
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { throw refuse("the shape of tensor \"\(key)\" is beyond memory") }
      shape.append(size)
      count = product
    }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: precision.byteCount)
    let (span, spanOverflow) = end.subtractingReportingOverflow(begin)
    guard !overflow, !spanOverflow, span == byteCount else {
      throw refuse("tensor \"\(key)\" of shape \(shape) does not fill its \(span) bytes")
    }
    return (precision, shape, count, Int(begin), Int(end))
  }

  /// The tensor of that name and shape; a missing one or another shape is refused.
  func tensor(_ key: String, shape: [Int]) throws -> Tensor {
    guard let tensor = tensors[key] else {
      throw ScanlineError(.corruptModel, "\(name): tensor \"\(key)\" is missing")
    }
    guard tensor.shape == shape else {
      throw ScanlineError(
        .corruptModel,
        "\(name): tensor \"\(key)\" has shape \(tensor.shape) where the network needs \(shape)")
    }
    return tensor
  }

  /// Copies a tensor of the given shape out of the file. Refuses a missing tensor, another shape, and
  /// values that are not finite.
  package func copy(
    _ key: String, shape: [Int], into target: UnsafeMutablePointer<Float>
  ) throws {
    let tensor = try tensor(key, shape: shape)
    let source = bytes.pointer + tensor.offset
    switch tensor.precision {
    case .float32:
      UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: tensor.count * 4)
    case .float16:
      for index in 0..<tensor.count {
        let bits = source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
        target[index] = Float(Float16(bitPattern: bits))
      }
    }
    for index in 0..<tensor.count where !target[index].isFinite {
      throw ScanlineError(
        .corruptModel, "\(name): tensor \"\(key)\" holds \(target[index]) at index \(index)")
    }
  }

  // MARK: - Writing

  /// One tensor to write; `values` holds as many floats as the shape says.
  package struct Entry {
    package let name: String
    package let shape: [Int]
    package let values: UnsafePointer<Float>
    let precision: WeightPrecision

    package init(
      name: String, shape: [Int], values: UnsafePointer<Float>,
      precision: WeightPrecision = .float32
    ) {
      self.name = name
      self.shape = shape
      self.values = values
      self.precision = precision
    }

    fileprivate var count: Int { shape.reduce(1, *) }
    fileprivate var byteCount: Int { count * precision.byteCount }

    /// - Throws: `limitExceeded` for a number that the precision does not reach.
    fileprivate func write(to target: UnsafeMutableRawPointer) throws {
      guard precision == .float16 else {
        return target.copyMemory(from: values, byteCount: byteCount)
      }
      for index in 0..<count {
        let rounded = Float16(values[index])
        guard rounded.isFinite else {
          throw ScanlineError(
            .limitExceeded,
            "tensor \"\(name)\" holds \(values[index]) at index \(index), over float16's 65504")
        }
        target.storeBytes(of: rounded.bitPattern, toByteOffset: 2 * index, as: UInt16.self)
      }
    }
  }

  /// The bytes of a file. Equal input gives equal bytes: header keys are sorted, data lie in the order
  /// of `entries`. The data start on an eight-byte boundary.
  /// - Throws: `limitExceeded` for a header that could not be read again, and for numbers beyond their precision;
  ///   `noMemory`.
  package static func write(
    _ entries: [Entry], metadata: [String: String]
  ) throws -> ByteBuffer {
    var header: [String: JSONValue] = [metadataKey: .object(metadata.mapValues(JSONValue.string))]
    var position = 0
    for entry in entries {
      let end = position + entry.byteCount
      header[entry.name] = .object([
        "dtype": .string(entry.precision.dtype),
        "shape": .array(entry.shape.map { .integer(Int64($0)) }),
        "data_offsets": .array([.integer(Int64(position)), .integer(Int64(end))]),
      ])
      position = end
    }
    var text = Array(try JSON.encode(header).utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    guard text.count <= headerLimit else {
      throw ScanlineError(
        .limitExceeded, "a header of \(text.count) bytes; the limit is \(headerLimit)")
    }
    let bytes = try ByteBuffer(count: 8 + text.count + position)
    bytes.pointer.storeBytes(of: UInt64(text.count).littleEndian, as: UInt64.self)
    text.withUnsafeBytes { source in
      if let base = source.baseAddress {
        (bytes.pointer + 8).copyMemory(from: base, byteCount: source.count)
      }
    }
    var target = bytes.pointer + 8 + text.count
    for entry in entries {
      try entry.write(to: target)
      target += entry.byteCount
    }
    return bytes
  }
}

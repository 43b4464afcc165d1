/// FNV-1a of 64 bits: the same in every process, unlike Swift's own hashes. Against mix-ups, not against forgery. Its
/// values stand in journals, checkpoints and names of files.
package struct FNVHash {
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  init(_ bytes: some Sequence<UInt8>) { add(bytes) }

  /// Lower-case hexadecimal, without leading zeros.
  package var text: String { String(value, radix: 16) }

  package mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    // In one piece: a generic loop would take its time over the paths of a million files.
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { for byte in $0 { add(byte) } }
    if isDone == nil { for byte in bytes { add(byte) } }
  }
}

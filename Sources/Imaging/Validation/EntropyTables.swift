/// The Huffman tables used last, of this file and of those before it: most programs write the same ones into all.
struct EntropyTables {
  /// As many as a scan can need.
  private static let count = 8
  /// The one used last at the end.
  private var tables: [EntropyTable] = []

  /// Valid until `count` others have been asked for.
  mutating func table(_ definition: JPEGHuffmanTable) -> EntropyTable {
    if let index = tables.firstIndex(where: { $0.isMade(of: definition) }) {
      let known = tables.remove(at: index)
      tables.append(known)
      return known
    }
    let table = tables.count < Self.count ? EntropyTable() : tables.removeFirst()
    table.make(of: definition)
    tables.append(table)
    return table
  }
}

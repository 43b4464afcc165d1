import Curation
import Glibc
import Platform
import Testing

@Suite("Listings of a folder")
struct FolderListingTests {
  private func names(_ folder: TemporaryFolder, partCount: Int) throws -> [String] {
    var listing = try FolderListing(folder: RawPath(folder.path), partCount: partCount)
    var names: [String] = []
    while let name = try listing.nextName() { names.append(String(decoding: name, as: UTF8.self)) }
    return names
  }

  @Test(
    "All names come once, in the order of their bytes, however few are in memory",
    arguments: [1, 2, 7, 100, 101, 1 << 16])
  func order(partCount: Int) throws {
    let folder = try TemporaryFolder()
    let expected = (0..<201).map { "n\($0 * 7919 % 1000)-\($0)" }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for name in expected { try folder.write(name, []) }
    #expect(try names(folder, partCount: partCount) == expected)
  }

  @Test("An empty folder has none; one that is not there is an error")
  func edges() throws {
    let folder = try TemporaryFolder()
    #expect(try names(folder, partCount: 3).isEmpty)
    #expect(throws: ScanlineError.self) {
      try FolderListing(folder: RawPath(folder.path + "/none"))
    }
  }

  @Test("Files that are taken out of the folder meanwhile do not hide others")
  func shrinking() throws {
    let folder = try TemporaryFolder()
    for number in 100..<200 { try folder.write("\(number)", []) }
    var listing = try FolderListing(folder: RawPath(folder.path), partCount: 10)
    var found: [String] = []
    while let name = try listing.nextName() {
      found.append(String(decoding: name, as: UTF8.self))
      try #require(unlink(folder.path + "/" + (found.last ?? "")) == 0)
    }
    #expect(found == (100..<200).map(String.init))
  }
}

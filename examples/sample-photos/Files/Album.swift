import Compute
import Glibc
import Platform

/// A folder of photographs, one folder a species, with damaged files among the good ones.
struct Album {
  let options: Options

  /// Draws and writes all files. The names say nothing about which are damaged.
  func write() throws {
    for species in Species.allCases {
      try Self.makeFolder(FileSystem.join(options.folder, species.rawValue))
    }
    let pages = plan()
    let failure = Mutex<ScanlineError?>(nil)
    ThreadPool(threads: 0).run(count: pages.count) { index in
      do {
        try write(pages[index])
      } catch {
        let error = error as? ScanlineError ?? ScanlineError(.internal, "\(error)")
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private struct Page {
    let species: Species
    let number: Int
    let damage: Damage?
  }

  /// Each species has `count` good photographs and its share of the damaged ones, at random places.
  private func plan() -> [Page] {
    let kinds = Species.allCases
    var pages: [Page] = []
    for (index, species) in kinds.enumerated() {
      let damages = stride(from: index, to: options.damaged, by: kinds.count).map {
        Damage.allCases[$0 % Damage.allCases.count]
      }
      var contents = [Damage?](repeating: nil, count: options.count) + damages
      var random = RandomStream(seed: options.seed, .order, UInt64(index))
      random.shuffle(&contents)
      for (number, damage) in contents.enumerated() {
        pages.append(Page(species: species, number: number + 1, damage: damage))
      }
    }
    return pages
  }

  private func write(_ page: Page) throws {
    let photo = Photo(
      species: page.species, seed: options.seed, number: page.number, longSide: options.longSide)
    let file = try photo.encoded()
    let digits = String(page.number)
    let name = String(repeating: "0", count: max(4 - digits.count, 0)) + digits + ".jpg"
    let folder = FileSystem.join(options.folder, page.species.rawValue)
    let path = FileSystem.join(folder, name)
    if let damage = page.damage {
      var artist = Artist(seed: options.seed, kind: 99, number: UInt64(page.number))
      try damage.applied(to: file, &artist).withUnsafeBytes { try Self.write($0, to: path) }
    } else {
      try file.withBytes { try Self.write($0, to: path) }
    }
  }

  /// Plainly, not atomically with its syncs: a sample that is lost is drawn again.
  private static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileSystem.systemError("cannot create", path) }
    defer { close(descriptor) }
    try FileSystem.writeAll(bytes, to: descriptor, path: path)
  }

  private static func makeFolder(_ path: String) throws {
    let parent = FileSystem.parent(of: path)
    if parent != "." && parent != "/" && FileSystem.kind(of: parent) == nil {
      try makeFolder(parent)
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw FileSystem.systemError("cannot make folder", path)
    }
  }
}

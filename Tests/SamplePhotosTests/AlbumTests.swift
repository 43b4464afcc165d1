import Glibc
import Imaging
import Platform
import Testing

@testable import SamplePhotos

@Suite struct AlbumTests {
  @Test func goodPhotosAreGoodAndDamagedOnesAreNot() throws {
    let folder = try Self.draw(["--count", "6", "--damaged", "12", "--size", "120", "--seed", "5"])
    defer { Self.remove(folder) }
    for species in Species.allCases {
      let names = try FileSystem.names(in: FileSystem.join(folder, species.rawValue))
      #expect(names.first == "0001.jpg" && names.last == "0010.jpg" && names.count == 10)
      let reports = names.map {
        let path = FileSystem.join(FileSystem.join(folder, species.rawValue), $0)
        return ImageValidator.validate(file: path, limits: ImageLimits())
      }
      #expect(reports.count { $0.verdict == .ok } == 6)
      for report in reports where report.verdict == .ok {
        #expect(max(report.width, report.height) == 120)
      }
    }
  }

  @Test func theSameSeedDrawsTheSameFiles() throws {
    let photo = Photo(species: .cat, seed: 3, number: 4, longSide: 100)
    let bytes = try photo.encoded().withBytes { Array($0) }
    #expect(try photo.encoded().withBytes { Array($0) } == bytes)
    let other = Photo(species: .cat, seed: 4, number: 4, longSide: 100)
    #expect(try other.encoded().withBytes { Array($0) } != bytes)
  }

  @Test func theCommandLineIsChecked() throws {
    let options = try Options(["folder", "--count", "7", "--damaged", "0", "--seed", "9"])
    #expect(options.folder == "folder" && options.count == 7 && options.damaged == 0)
    #expect(options.seed == 9 && options.longSide == 0)
    for wrong in [
      [], ["a", "b"], ["a", "--count"], ["a", "--count", "0"], ["a", "--size", "x"],
    ] {
      #expect(throws: ScanlineError.self) { _ = try Options(wrong) }
    }
  }

  private static func draw(_ arguments: [String]) throws -> String {
    var template = Array("/tmp/scanline-album-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    try Album(options: Options([folder] + arguments)).write()
    return folder
  }

  private static func remove(_ folder: String) {
    for species in Species.allCases {
      let inner = FileSystem.join(folder, species.rawValue)
      for name in (try? FileSystem.names(in: inner)) ?? [] { unlink(FileSystem.join(inner, name)) }
      rmdir(inner)
    }
    rmdir(folder)
  }
}

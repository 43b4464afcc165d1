import Imaging
import Platform
import Testing

@testable import Training

@Suite struct PictureRoomTests {
  /// 12 bytes.
  private func picture(_ level: UInt8) throws -> Bitmap {
    let bitmap = try Bitmap(width: 2, height: 2, channels: 3)
    bitmap.pointer.update(repeating: level, count: bitmap.byteCount)
    return bitmap
  }

  @Test func takesAsManyBytesAsItWasGivenAndNoMore() throws {
    let room = try PictureRoom(byteLimit: 30, folder: nil)
    let first = try picture(1)
    let kept = try #require(room.keep(first))
    // The thread may use the memory of `first` again.
    first.pointer.update(repeating: 0, count: first.byteCount)
    #expect(kept !== first && (0..<12).allSatisfy { kept.pointer[$0] == 1 })
    #expect(try room.keep(picture(2)) != nil)
    #expect(try room.keep(picture(3)) == nil)
    #expect(try PictureRoom.none.keep(picture(4)) == nil)
    withExtendedLifetime(kept) {}
  }

  @Test func inAFolderItKeepsCopiesUpToTheSameBound() throws {
    let folder = try TemporaryFolder()
    let room = try PictureRoom(byteLimit: 30, folder: folder.path)
    let first = try picture(7)
    let kept = try #require(room.keep(first))
    #expect(kept !== first && kept.width == 2 && kept.height == 2 && kept.channels == 3)
    #expect(try room.keep(picture(9)) != nil)
    #expect(try room.keep(picture(3)) == nil)
    #expect((0..<12).allSatisfy { kept.pointer[$0] == 7 })
    #expect(try FileSystem.names(in: folder.path).isEmpty)
    withExtendedLifetime(kept) {}
  }
}

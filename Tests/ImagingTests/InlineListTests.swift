import Testing

@testable import Imaging

@Suite struct InlineListTests {
  @Test func holdsNoMoreThanItsCapacity() {
    var list = InlineList<3, Int>(filler: 0)
    #expect(list.isEmpty && list == InlineList<3, Int>(filler: 9))
    let fitted = (1...4).map { list.append($0) }
    #expect(fitted == [true, true, true, false])
    list[1] = 7
    #expect(Array(list) == [1, 7, 3] && list.firstIndex(of: 7) == 1)
  }
}

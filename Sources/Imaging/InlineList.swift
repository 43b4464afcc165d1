/// A list of at most `capacity` elements, all within the value itself: it takes nothing from the heap.
package struct InlineList<let capacity: Int, Element>: RandomAccessCollection, MutableCollection {
  private var storage: InlineArray<capacity, Element>
  package private(set) var endIndex = 0

  package var startIndex: Int { 0 }

  /// An empty list.
  /// - Parameter filler: what stands in places without an element; nobody sees it.
  package init(filler: Element) { storage = InlineArray(repeating: filler) }

  package subscript(position: Int) -> Element {
    get { storage[position] }
    set { storage[position] = newValue }
  }

  /// - Returns: false when the list is full, and stays as it is.
  @discardableResult
  package mutating func append(_ element: Element) -> Bool {
    guard endIndex < capacity else { return false }
    storage[endIndex] = element
    endIndex += 1
    return true
  }
}

extension InlineList: Sendable where Element: Sendable {}

extension InlineList: Equatable where Element: Equatable {
  package static func == (a: Self, b: Self) -> Bool { a.elementsEqual(b) }
}

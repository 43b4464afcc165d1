/// What is drawn; the raw values name the folders.
enum Species: String, CaseIterable {
  case cat, dog, panda
}

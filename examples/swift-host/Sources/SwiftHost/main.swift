// Says what pictures show:  swift run SwiftHost model.safetensors picture.jpg...
let arguments = CommandLine.arguments.dropFirst()
if let model = arguments.first, arguments.count > 1 {
  do {
    let classifier = try Classifier(path: model)
    for picture in arguments.dropFirst() {
      if let result = try classifier.classify(file: picture) {
        print("\(picture): \(result.label) \(result.probability)")
      }
    }
  } catch {
    print("failed: \(error)")
  }
} else {
  print("usage: SwiftHost MODEL PICTURE...")
}

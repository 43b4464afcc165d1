import Testing

@testable import Training

@Suite struct ConfusionTests {
  @Test func figuresAreThoseOfTheMatrix() {
    var confusion = Confusion(classCount: 3)
    // Class 0: 2 right, 1 taken for 1. Class 1: 1 right, 2 taken for 0. Class 2: never seen or said.
    for (truth, prediction) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (1, 0)] {
      confusion.add(truth: truth, prediction: prediction)
    }
    #expect(confusion.matrix == [2, 1, 0, 2, 1, 0, 0, 0, 0])
    #expect(confusion.sampleCount == 6 && confusion.accuracy == 0.5)
    let classes = confusion.classes
    #expect(classes[0].precision == 0.5 && abs(classes[0].recall - 2.0 / 3) < 1e-15)
    #expect(abs(classes[0].f1 - 4.0 / 7) < 1e-15 && classes[0].support == 3)
    #expect(classes[1].precision == 0.5 && abs(classes[1].recall - 1.0 / 3) < 1e-15)
    #expect(classes[2] == ClassFigures(hits: 0, predicted: 0, support: 0))
    #expect(classes[2].precision == 0 && classes[2].recall == 0 && classes[2].f1 == 0)
  }

  @Test func manyClassesHaveFiguresButNoMatrix() {
    var confusion = Confusion(classCount: Confusion.largestMatrix + 1)
    confusion.add(truth: 1024, prediction: 1024)
    #expect(confusion.matrix == nil && confusion.classes[1024].recall == 1)
  }
}

import CScanline
import Classifier

extension scanline_adapt_options: VersionedStruct {
  static let firstSize = 24
  static var defaults: Self {
    let adaptation = Model.Adaptation()
    var options = Self()
    options.keep_head = adaptation.keepsHead ? 1 : 0
    options.seed = adaptation.seed
    return options
  }
}

extension Model.Adaptation {
  /// A host's options; NULL gives the defaults.
  init(_ pointer: UnsafePointer<scanline_adapt_options>?) throws {
    self.init()
    let given = try scanline_adapt_options.read(pointer)
    keepsHead = given.keep_head != 0
    seed = given.seed
    inputWidth = given.input_width == 0 ? nil : Int(given.input_width)
    inputHeight = given.input_height == 0 ? nil : Int(given.input_height)
  }
}

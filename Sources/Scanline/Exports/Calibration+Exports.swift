import CScanline
import Classifier
import Platform
import Training

// MARK: - Calibration

/// Fills a scanline_calibration with its size and a temperature of 1.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_calibration_init")
public func scanline_calibration_init(_ calibration: UnsafeMutablePointer<scanline_calibration>?) {
  scanline_calibration.initialise(calibration)
}

/// Fills a scanline_calibration of the given size with that size and the defaults. scanline.h maps
/// scanline_calibration_init() to it.
///
/// - calibration: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_calibration) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_calibration_init_sized")
public func scanline_calibration_init_sized(
  _ calibration: UnsafeMutablePointer<scanline_calibration>?, _ size: Int
) {
  scanline_calibration.initialise(calibration, size: size)
}

/// Calibrates a trained model by a dataset's validation part, as scanline_trainer_fit() does at its end: a
/// temperature with which the probabilities are the shares of right answers, and if asked for, what kind of
/// pictures the model knows. What scanline_model_evaluate() says of that part afterwards is a little too good.
///
/// - model: [in] with all labels of the dataset, in any order.
/// - dataset: [in] with a validation part.
/// - known_share: of the validation part that shall pass for known, like 0.95; 0: all pictures do; at most 1.
/// - threads: at most 1024; 0: one a processor; the results do not depend on it.
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (no validation part), SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread, several at once; calls that classify at that moment finish as they began; the model keeps
///   the threads for its next call. Since 1.0.
@_cdecl("scanline_model_calibrate")
public func scanline_model_calibrate(
  _ model: ModelHandle?, _ dataset: DatasetHandle?, _ known_share: Double, _ threads: UInt32
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    guard 0...1 ~= known_share else {
      throw ScanlineError(.invalidArgument, "known_share is \(known_share); allowed is 0 to 1")
    }
    _ = try Calibration.run(
      model, dataset,
      .init(temperature: true, knownShare: known_share > 0 ? known_share : nil),
      threads: Int(threads))
  }
}

/// How a model's answers are calibrated.
///
/// - model: [in] any model.
/// - calibration: [out] initialise it with scanline_calibration_init() first.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_get_calibration")
public func scanline_model_get_calibration(
  _ model: ModelHandle?, _ calibration: UnsafeMutablePointer<scanline_calibration>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    try scanline_calibration.checkOutput(calibration, "calibration")
    scanline_calibration(model.inference).write(to: calibration)
  }
}

/// Sets a model's temperature and its threshold.
///
/// - model: [in] any model.
/// - calibration: [in] has_unknown 0: the model forgets which pictures it knows, and takes all for known; 1: for a
///   model that knows, with another threshold or the same. known_share is not read. NULL: as a new model's.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; calls that classify at that moment finish as they began. Since 1.0.
@_cdecl("scanline_model_set_calibration")
public func scanline_model_set_calibration(
  _ model: ModelHandle?, _ calibration: UnsafePointer<scanline_calibration>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let given = try scanline_calibration.read(calibration)
    var settings = model.inference
    settings.temperature = Float(given.temperature)
    if given.has_unknown == 0 {
      settings.known = nil
    } else if settings.known == nil {
      throw ScanlineError(
        .invalidArgument,
        "has_unknown is 1, but the model has not learnt which pictures it knows: "
          + "scanline_model_calibrate() with a known_share teaches it")
    }
    settings.known?.threshold = Float(given.unknown_threshold)
    try settings.validate(model.spec.input)
    model.setCalibration(temperature: settings.temperature, known: settings.known)
  }
}

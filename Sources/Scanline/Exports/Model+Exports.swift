import CScanline
import Classifier
import Imaging
import Platform

// MARK: - Models

/// Makes a model with fresh weights.
///
/// - spec_json: [in] input and network as JSON (docs/model-spec.md), or the name of a preset ("rows",
///   "fast", "base", "accurate"); NULL: "base", for RGB pictures of 64 x 64.
/// - labels: [in] label_count texts, UTF-8, all different, 1 to 1024 bytes each, without control
///   characters; copied.
/// - label_count: 2 to 8192.
/// - seed: of the initial weights; 0 is a seed like any other.
/// - model: [out] the handle; end it with scanline_model_free().
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names key, value and limit),
///   SCANLINE_LIMIT_EXCEEDED (a network that is too large), SCANLINE_NO_MEMORY.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_create")
public func scanline_model_create(
  _ spec_json: UnsafePointer<CChar>?, _ labels: UnsafePointer<UnsafePointer<CChar>?>?,
  _ label_count: Int, _ seed: UInt64, _ model: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(model, "model")
    let names = try Borrowed.labels(labels, label_count)
    let spec = try ModelSpec(json: try Borrowed.optionalString(spec_json, "spec_json"))
    let made = try Model(spec: spec, labels: names, seed: seed)
    output.pointee = try HandleTable.insert(ModelObject(made))
  }
}

/// Loads a model from a file (safetensors, docs/model-format.md). Nothing in the file is trusted.
///
/// - path: [in] UTF-8.
/// - model: [out] the handle; end it with scanline_model_free().
/// - Returns: SCANLINE_OK, SCANLINE_IO, SCANLINE_CORRUPT_MODEL, SCANLINE_VERSION_MISMATCH,
///   SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_load")
public func scanline_model_load(
  _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(model, "model")
    let loaded = try ModelFile.load(try Borrowed.string(path, "path"))
    output.pointee = try HandleTable.insert(ModelObject(loaded))
  }
}

/// Loads a model from memory.
///
/// - data: [in] the bytes of a model file, borrowed for the call.
/// - size: bytes.
/// - model: [out] the handle; end it with scanline_model_free().
/// - Returns: as scanline_model_load().
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_load_memory")
public func scanline_model_load_memory(
  _ data: UnsafeRawPointer?, _ size: Int, _ model: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(model, "model")
    let bytes = try ByteBuffer(copying: try Borrowed.bytes(data, size, "data"))
    let loaded = try ModelFile.decode(bytes, name: "model in memory")
    output.pointee = try HandleTable.insert(ModelObject(loaded))
  }
}

/// Saves a model to a file, with its labels, preprocessing and training summary. The file is replaced
/// whole or not at all; a kill at any moment leaves the old one or the new one.
///
/// - model: [in] any model.
/// - path: [in] UTF-8.
/// - Returns: SCANLINE_OK, SCANLINE_IO, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_save")
public func scanline_model_save(
  _ model: ModelHandle?, _ path: UnsafePointer<CChar>?
) -> scanline_status {
  guarded {
    let object = try HandleTable.object(model, as: ModelObject.self)
    try ModelFile.save(object.model, to: try Borrowed.string(path, "path"))
  }
}

/// Saves a model to memory: the bytes that scanline_model_save() would write.
///
/// - model: [in] any model.
/// - buffer: [out] the bytes; NULL asks for the size only.
/// - capacity: size of buffer in bytes.
/// - needed: [out] bytes needed; may be NULL when buffer is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_NO_MEMORY,
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_save_memory")
public func scanline_model_save_memory(
  _ model: ModelHandle?, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let object = try HandleTable.object(model, as: ModelObject.self)
    try ModelFile.encode(object.model).withBytes {
      try Borrowed.copy($0, to: buffer, capacity: capacity, needed: needed, "buffer")
    }
  }
}

/// Saves a model as scanline_model_save() does, with its kernels in the precision given: float16 halves the file.
/// The network computes in float32 all the same; probabilities move by less than a thousandth (by .0007 at most on
/// 2400 photos with the preset base).
///
/// - model: [in] any model.
/// - path: [in] UTF-8.
/// - precision: SCANLINE_PRECISION_FLOAT32 or SCANLINE_PRECISION_FLOAT16.
/// - Returns: SCANLINE_OK, SCANLINE_LIMIT_EXCEEDED (a weight over float16's 65504), SCANLINE_IO,
///   SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_save_as")
public func scanline_model_save_as(
  _ model: ModelHandle?, _ path: UnsafePointer<CChar>?, _ precision: scanline_precision
) -> scanline_status {
  guarded {
    let object = try HandleTable.object(model, as: ModelObject.self)
    try ModelFile.save(
      object.model, to: try Borrowed.string(path, "path"),
      precision: try WeightPrecision(code: precision))
  }
}

/// The sizes of a model.
///
/// - model: [in] any model.
/// - info: [out] initialise it with scanline_model_info_init() first.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_get_info")
public func scanline_model_get_info(
  _ model: ModelHandle?, _ info: UnsafeMutablePointer<scanline_model_info>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    try scanline_model_info.checkOutput(info, "info")
    var found = scanline_model_info.defaults
    found.input_width = UInt32(model.spec.input.width)
    found.input_height = UInt32(model.spec.input.height)
    found.input_channels = UInt32(model.spec.input.channels)
    found.label_count = UInt32(model.labels.count)
    let trainable = model.network.trainableCount
    found.parameter_count = UInt64(trainable)
    found.statistic_count = UInt64(model.network.parameterCount - trainable)
    found.multiply_adds = UInt64(model.network.multiplyAdds)
    found.write(to: info)
  }
}

/// Sets whether the model answers by the mean of its logits for a picture and for its mirror image: a little
/// better on pictures that may be mirrored, at twice the cost. Classifying, evaluating and the validation of a
/// training that begins afterwards keep to it, and so does a file that the model is saved to.
///
/// - model: [in] any model.
/// - flip_average: 1: the mean; 0, as in a new model: the picture alone.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; calls that run at that moment finish as they began. Since 1.0.
@_cdecl("scanline_model_set_flip_average")
public func scanline_model_set_flip_average(
  _ model: ModelHandle?, _ flip_average: Int32
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    guard 0...1 ~= flip_average else {
      throw ScanlineError(.invalidArgument, "flip_average is \(flip_average), not 0 or 1")
    }
    model.setFlipAverage(flip_average == 1)
  }
}

/// What scanline_model_set_flip_average() set, or the model's file.
///
/// - model: [in] any model.
/// - flip_average: [out] 0 or 1.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_get_flip_average")
public func scanline_model_get_flip_average(
  _ model: ModelHandle?, _ flip_average: UnsafeMutablePointer<Int32>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let output = try Borrowed.output(flip_average, "flip_average")
    output.pointee = model.inference.flipAverage ? 1 : 0
  }
}

/// One label of a model. The order of labels is that of the probabilities.
///
/// - model: [in] any model.
/// - index: 0 to label_count - 1.
/// - label: [out] text, UTF-8, that lives until the handle is freed.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_get_label")
public func scanline_model_get_label(
  _ model: ModelHandle?, _ index: Int, _ label: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> scanline_status {
  guarded {
    let object = try HandleTable.object(model, as: ModelObject.self)
    let output = try Borrowed.output(label, "label")
    guard let text = object.labels[index] else {
      throw ScanlineError(
        .invalidArgument, "label \(index) of a model with \(object.model.labels.count) labels")
    }
    output.pointee = text
  }
}

/// The spec of a model as JSON, with every default written out.
///
/// - model: [in] any model.
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_get_spec")
public func scanline_model_get_spec(
  _ model: ModelHandle?, _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let text = try JSON.encode(model.spec)
    try Borrowed.copy(text, to: json, capacity: capacity, needed: needed, "json")
  }
}

/// How a model was trained, as JSON: settings, history, data. "{}" for an untrained model.
///
/// - model: [in] any model.
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_get_summary")
public func scanline_model_get_summary(
  _ model: ModelHandle?, _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let text = try JSON.encode(model.summary)
    try Borrowed.copy(text, to: json, capacity: capacity, needed: needed, "json")
  }
}

/// Ends a handle. Trainers made from the model keep what they need. NULL, freed and foreign handles are
/// left alone.
///
/// - Threading: any thread; a call that uses the model at that moment ends well. Since 1.0.
@_cdecl("scanline_model_free")
public func scanline_model_free(_ model: ModelHandle?) {
  HandleTable.remove(model, as: ModelObject.self)
}

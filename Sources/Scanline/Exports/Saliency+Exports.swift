import CScanline
import Classifier
import Imaging
import Platform

// MARK: - Classify

/// Shows which places of a picture a label hangs on: by the gradient where its probability changes most easily, up or
/// down; by occlusion what speaks for it. The map is as large as the model's input; what the picture
/// looks like there is scanline_model_augment() without an augmentation.
///
/// - model: [in] any model.
/// - data: [in] the bytes of a JPEG file, borrowed for the call.
/// - size: bytes.
/// - name: [in] for messages; may be NULL.
/// - method: SCANLINE_SALIENCY_GRADIENT or SCANLINE_SALIENCY_OCCLUSION.
/// - label: index; -1: the one that scanline_model_answer() gives.
/// - map: [out] `[input_height, input_width]`, 0 to 1; may be NULL.
/// - map_capacity: elements that map has room for.
/// - overlay: [out] `[input_height, input_width, 3]`, 8 bits: the map from red to yellow over the picture in gray, for
///   scanline_image_encode_jpeg(); may be NULL.
/// - overlay_capacity: size of overlay in bytes.
/// - Returns: SCANLINE_OK, SCANLINE_CORRUPT_IMAGE, SCANLINE_UNSUPPORTED, SCANLINE_LIMIT_EXCEEDED,
///   SCANLINE_BUFFER_TOO_SMALL, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT, SCANLINE_CORRUPT_MODEL.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_explain")
public func scanline_model_explain(
  _ model: ModelHandle?, _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ method: scanline_saliency, _ label: Int32, _ map: UnsafeMutablePointer<Float>?,
  _ map_capacity: Int, _ overlay: UnsafeMutablePointer<UInt8>?, _ overlay_capacity: Int
) -> scanline_status {
  guarded {
    try explained(model, method, label, (map, map_capacity), (overlay, overlay_capacity)) {
      let bitmap = try $0.spec.input.decode(
        try Borrowed.bytes(data, size, "data"), name: Borrowed.name(name), limits: ImageLimits())
      return try $0.saliency(of: bitmap.view, label: $1, by: $2)
    }
  }
}

/// Shows which places of raw pixels of any size a label hangs on: scanline_model_explain() for what
/// scanline_model_answer_pixels() answers to. The map is as large as the model's input.
///
/// - model: [in] any model.
/// - pixels: [in] borrowed for the call, not copied; initialise the struct with scanline_pixels_init().
/// - method: SCANLINE_SALIENCY_GRADIENT or SCANLINE_SALIENCY_OCCLUSION.
/// - label: index; -1: the one that scanline_model_answer_pixels() gives.
/// - map: [out] `[input_height, input_width]`, 0 to 1; may be NULL.
/// - map_capacity: elements that map has room for.
/// - overlay: [out] `[input_height, input_width, 3]`, 8 bits: the map from red to yellow over the picture in gray, for
///   scanline_image_encode_jpeg(); may be NULL.
/// - overlay_capacity: size of overlay in bytes.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT,
///   SCANLINE_CORRUPT_MODEL.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_explain_pixels")
public func scanline_model_explain_pixels(
  _ model: ModelHandle?, _ pixels: UnsafePointer<scanline_pixels>?, _ method: scanline_saliency,
  _ label: Int32, _ map: UnsafeMutablePointer<Float>?, _ map_capacity: Int,
  _ overlay: UnsafeMutablePointer<UInt8>?, _ overlay_capacity: Int
) -> scanline_status {
  guarded {
    try explained(model, method, label, (map, map_capacity), (overlay, overlay_capacity)) {
      try $0.saliency(of: try PixelView(pixels), label: $1, by: $2)
    }
  }
}

/// Checks the question and the outputs, has the map found, and fills them.
private func explained(
  _ model: ModelHandle?, _ method: scanline_saliency, _ label: Int32,
  _ map: (room: UnsafeMutablePointer<Float>?, capacity: Int),
  _ overlay: (room: UnsafeMutablePointer<UInt8>?, capacity: Int),
  find: (Model, _ label: Int?, Saliency) throws -> SaliencyMap
) throws {
  let model = try HandleTable.object(model, as: ModelObject.self).model
  guard let method = Saliency(rawValue: method) else {
    throw ScanlineError(.invalidArgument, "method \(method) is not one of 0 and 1")
  }
  guard label >= -1 else {
    throw ScanlineError(.invalidArgument, "label is \(label), neither -1 nor an index")
  }
  let count = model.spec.input.width * model.spec.input.height
  if map.room != nil {
    _ = try Borrowed.array(map.room, capacity: map.capacity, needed: count, "map")
  }
  if overlay.room != nil {
    _ = try Borrowed.array(overlay.room, capacity: overlay.capacity, needed: 3 * count, "overlay")
  }
  let found = try find(model, label == -1 ? nil : Int(label), method)
  map.room?.update(from: found.values, count: count)
  if let room = overlay.room {
    let drawn = try found.overlay()
    room.update(from: drawn.pointer, count: 3 * count)
    withExtendedLifetime(drawn) {}
  }
}

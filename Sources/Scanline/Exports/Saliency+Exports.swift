import CScanline
import Classifier
import Imaging
import Platform

// MARK: - Classify

/// Shows which places of a picture speak for a label. The map is as large as the model's input; what the picture
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
    let model = try HandleTable.object(model, as: ModelObject.self).model
    guard let method = Saliency(rawValue: method) else {
      throw ScanlineError(.invalidArgument, "method \(method) is not one of 0 and 1")
    }
    guard label >= -1 else {
      throw ScanlineError(.invalidArgument, "label is \(label), neither -1 nor an index")
    }
    let input = model.spec.input
    let count = input.width * input.height
    if map != nil {
      _ = try Borrowed.array(map, capacity: map_capacity, needed: count, "map")
    }
    if overlay != nil {
      _ = try Borrowed.array(overlay, capacity: overlay_capacity, needed: 3 * count, "overlay")
    }
    let bitmap = try input.decode(
      try Borrowed.bytes(data, size, "data"), name: Borrowed.name(name), limits: ImageLimits())
    let found = try model.saliency(
      of: bitmap.view, label: label == -1 ? nil : Int(label), by: method)
    let drawn = try found.overlay()
    map?.update(from: found.values, count: count)
    overlay?.update(from: drawn.pointer, count: 3 * count)
    withExtendedLifetime((bitmap, drawn)) {}
  }
}

import CScanline
import Classifier
import Platform
import Recurrent

// MARK: - Models

/// Fills a scanline_adapt_options with its size and the defaults.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_adapt_options_init")
public func scanline_adapt_options_init(_ options: UnsafeMutablePointer<scanline_adapt_options>?) {
  scanline_adapt_options.initialise(options)
}

/// Fills a scanline_adapt_options of the given size with that size and the defaults. scanline.h maps
/// scanline_adapt_options_init() to it.
///
/// - options: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_adapt_options) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_adapt_options_init_sized")
public func scanline_adapt_options_init_sized(
  _ options: UnsafeMutablePointer<scanline_adapt_options>?, _ size: Int
) {
  scanline_adapt_options.initialise(options, size: size)
}

/// Makes a model for other labels out of a trained one: to fine-tune it, or to add a class. The new model has the
/// body's weights; its head has those of the labels that both models have, and begins anew for the
/// others. Train it with scanline_trainer_create(), with frozen_layers and layer_decay if most of it is to stay.
///
/// - model: [in] any model; it stays as it is.
/// - labels: [in] label_count texts as for scanline_model_create(), in any order.
/// - label_count: 2 to 8192.
/// - options: [in] NULL: the defaults.
/// - adapted: [out] the handle; end it with scanline_model_free().
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (bad labels; a size of the pictures on which the shape of a
///   tensor depends, which the message names), SCANLINE_LIMIT_EXCEEDED, SCANLINE_NO_MEMORY.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_adapt")
public func scanline_model_adapt(
  _ model: ModelHandle?, _ labels: UnsafePointer<UnsafePointer<CChar>?>?, _ label_count: Int,
  _ options: UnsafePointer<scanline_adapt_options>?,
  _ adapted: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let output = try Borrowed.output(adapted, "adapted")
    let names = try Borrowed.labels(labels, label_count)
    let made = try model.adapted(to: names, try Model.Adaptation(options))
    output.pointee = try HandleTable.insert(ModelObject(made))
  }
}

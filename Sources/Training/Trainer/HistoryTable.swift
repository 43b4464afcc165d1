/// A history as a table.
enum HistoryTable {
  /// CSV (RFC 4180 but for the line ends): a header and a line an epoch; what is not known is empty. Per class figures
  /// stand in the JSON only.
  static func csv(_ epochs: [EpochRecord]) -> String {
    var text =
      "epoch,learning_rate,training_loss,training_accuracy,validation_loss,validation_accuracy,"
      + "seconds,images_per_second,is_best,calibration_error\n"
    for epoch in epochs {
      let figures: [Double?] = [
        epoch.learningRate, epoch.trainingLoss, epoch.trainingAccuracy, epoch.validationLoss,
        epoch.validationAccuracy, epoch.seconds, epoch.imagesPerSecond,
      ]
      let fields = figures.map { $0.map { "\($0)" } ?? "" }
      text +=
        "\(epoch.epoch)," + fields.joined(separator: ",") + ",\(epoch.isBest ? 1 : 0),"
        + (epoch.calibrationError.map { "\($0)" } ?? "") + "\n"
    }
    return text
  }
}

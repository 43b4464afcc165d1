import Compute
import Imaging
import Platform
import Recurrent

/// A classifier: a network with its weights, its labels, and the preprocessing of its pictures.
///
/// Safe to use from many threads: the weights are never written in place. Training works on a copy
/// and publishes it; a call that runs at that moment finishes with the weights it began with.
package final class Model: @unchecked Sendable {
  package let spec: ModelSpec
  package let labels: [String]
  package let network: Network

  private struct State {
    var weights: FloatBuffer
    var summary: JSONValue
    var inference: InferenceSettings
  }
  private let state: Mutex<State>
  let sessions: SessionPool
  /// Of its calls on many pictures.
  package let threads = HandleThreads()

  /// A model with weights drawn from the seed (Keras's initialisers).
  package convenience init(spec: ModelSpec, labels: [String], seed: UInt64) throws {
    let network = try Self.network(spec, labels)
    let weights = try FloatBuffer(count: network.parameterCount)
    try network.initialise(weights.pointer, seed: seed)
    self.init(spec: spec, labels: labels, network: network, weights: weights, summary: .object([:]))
  }

  /// A model with given weights, laid out as `network.parameters` says.
  init(
    spec: ModelSpec, labels: [String], network: Network, weights: FloatBuffer, summary: JSONValue,
    inference: InferenceSettings = InferenceSettings()
  ) {
    var spec = spec
    spec.network = network.spec
    self.spec = spec
    self.labels = labels
    self.network = network
    state = Mutex(
      State(weights: weights, summary: summary, inference: inference), survivesFork: true)
    sessions = SessionPool(network: network)
  }

  /// A model with the same weights, which goes its own way from here on.
  package func copy() -> Model {
    let (weights, summary, inference) = snapshot
    return Model(
      spec: spec, labels: labels, network: network, weights: weights, summary: summary,
      inference: inference)
  }

  /// The network of a spec, after all checks of spec and labels.
  static func network(_ spec: ModelSpec, _ labels: [String]) throws -> Network {
    try spec.input.validate()
    try validate(labels: labels)
    return try Network(spec: spec.network, input: spec.grid, classCount: labels.count)
  }

  /// 2 to 8192 labels, each different, 1 to 1024 bytes long, without control characters.
  package static func validate(labels: [String]) throws {
    guard (2...NetworkLimits.classes).contains(labels.count) else {
      throw ScanlineError(
        .invalidArgument,
        "\(labels.count) labels; a model has between 2 and \(NetworkLimits.classes)")
    }
    // By their bytes: what looks the same may be written in two ways, and folders tell them apart.
    var seen: Set<[UInt8]> = []
    for (index, label) in labels.enumerated() {
      guard (1...1024).contains(label.utf8.count), !label.utf8.contains(where: { $0 < 32 }) else {
        throw ScanlineError(
          .invalidArgument,
          "label \(index), \(quoted(label)), has \(label.utf8.count) bytes or a control character; "
            + "1 to 1024 bytes of text are allowed")
      }
      guard seen.insert(Array(label.utf8)).inserted else {
        throw ScanlineError(.invalidArgument, "label \"\(label)\" stands twice")
      }
    }
  }

  /// A label as JSON has it, cut where it is long.
  private static func quoted(_ label: String) -> String {
    let shown = label.count > 64 ? label.prefix(64) + "..." : label[...]
    return (try? JSON.encode(String(shown))) ?? "not UTF-8"
  }

  /// The weights as last published. Never written again: hold them as long as you like.
  package var weights: FloatBuffer { state.withLock { $0.weights } }

  /// How the model was trained; `{}` for an untrained one.
  package var summary: JSONValue { state.withLock { $0.summary } }

  /// Says more of how the model was trained; weights and answers stay.
  package func setSummary(_ summary: JSONValue) { state.withLock { $0.summary = summary } }

  /// How the model answers. Calls that run at the moment of a change finish as they began.
  package var inference: InferenceSettings {
    get { state.withLock { $0.inference } }
    set { state.withLock { $0.inference = newValue } }
  }

  /// Changes one of these settings and leaves the others as another thread may have set them.
  package func setFlipAverage(_ isOn: Bool) {
    state.withLock { $0.inference.flipAverage = isOn }
  }

  /// What the logits are divided by, and which pictures the model knows: what calibration finds.
  /// - Parameter known: nil: it takes all for known.
  package func setCalibration(temperature: Float, known: KnownPictures?) {
    state.withLock {
      $0.inference.temperature = temperature
      $0.inference.known = known
    }
  }

  /// Weights, summary and settings that belong together.
  var snapshot: (weights: FloatBuffer, summary: JSONValue, inference: InferenceSettings) {
    state.withLock { ($0.weights, $0.summary, $0.inference) }
  }

  /// Replaces the weights, at once for all threads. The buffer must not be written afterwards.
  /// - Parameters:
  ///   - temperature: theirs; 1 for weights that were not calibrated.
  ///   - known: nil: as it was, for it does not depend on weights.
  package func publish(
    _ weights: FloatBuffer, summary: JSONValue, temperature: Float, known: KnownPictures?
  ) throws {
    guard weights.count == network.parameterCount else {
      throw ScanlineError(
        .internal, "\(weights.count) weights for \(network.parameterCount) parameters")
    }
    state.withLock {
      $0.weights = weights
      $0.summary = summary
      $0.inference.temperature = temperature
      $0.inference.known = known ?? $0.inference.known
    }
  }
}

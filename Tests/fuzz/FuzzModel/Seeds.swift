import Classifier
import Glibc

/// Before the first input: small models with every kind of layer are put into the folder that libFuzzer
/// is called with first, to start from.
@_cdecl("LLVMFuzzerInitialize")
public func writeSeeds(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> CInt {
  let words = (1..<max(Int(count.pointee), 1)).map { String(cString: arguments.pointee[$0]) }
  guard let folder = words.first(where: { !$0.hasPrefix("-") }), isFolder(folder) else { return 0 }
  for (index, layers) in networks.enumerated() {
    do {
      let spec = try ModelSpec(
        json:
          #"{"input": {"width": 2, "height": 2, "channels": 1}, "network": {"layers": [\#(layers)]}}"#
      )
      let model = try Model(spec: spec, labels: ["a", "b"], seed: UInt64(index))
      try ModelFile.save(model, to: "\(folder)/model-\(index).safetensors")
    } catch {
      fatalError("no seed of \(layers): \(error)")
    }
  }
  return 0
}

private let networks = [
  #"{"type": "rows"}, {"type": "lstm", "units": 1}"#,
  #"{"type": "columns"}, {"type": "gru", "units": 1, "bidirectional": "concat"}, {"type": "dropout", "rate": 0.5}"#,
  #"{"type": "patches", "size": 1}, {"type": "sweep", "units": 2, "norm": "batch"}, {"type": "merge"}, {"type": "pool"}"#,
  #"{"type": "sweep", "units": 2, "cell": "gru", "axis": "rows", "norm": "layer"}, {"type": "flatten"}"#,
  #"{"type": "residual", "drop_path": 0.5, "layer_scale": 1, "layers": [{"type": "batch_norm"}, {"type": "local"}]}, {"type": "pool", "kind": "max"}"#,
  #"{"type": "gated", "layers": [{"type": "shift"}], "gate": [{"type": "dense", "units": 1, "activation": "gelu"}]}, {"type": "pool"}"#,
  #"{"type": "rows"}, {"type": "simple_rnn", "units": 1}, {"type": "dense", "units": 2, "activation": "relu"}"#,
]

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

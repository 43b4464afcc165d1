extension SearchSpace {
  /// The space for who names none: network, optimiser and augmentation, within ranges that train on
  /// small photographs in reasonable time.
  package static func standard() throws -> SearchSpace {
    try SearchSpace(
      json: """
        {
          "cell": {"type": "choice", "values": ["lstm", "gru"]},
          "units": {"type": "choice", "values": [64, 128, 192]},
          "layers": {"type": "int", "low": 1, "high": 2},
          "bidirectional": {"type": "boolean"},
          "dropout": {"type": "float", "low": 0, "high": 0.5, "step": 0.1},
          "learning_rate": {"type": "float", "low": 3e-4, "high": 1e-2, "scale": "log"},
          "batch_size": {"type": "choice", "values": [16, 32, 64]},
          "augmentation.horizontal_flip": {"type": "choice", "values": [0, 0.5]},
          "augmentation.rotation": {"type": "float", "low": 0, "high": 0.1, "step": 0.02},
          "augmentation.zoom": {"type": "float", "low": 0, "high": 0.3, "step": 0.1}
        }
        """)
  }
}

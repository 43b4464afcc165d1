/// How a frame is coded, by its SOF marker. Arithmetic coding is told apart (`JPEGHeader.arithmetic`).
package enum JPEGProcess: Sendable, Equatable {
  case baseline
  case extended
  case progressive
  case lossless
  case hierarchical

  /// - Parameter marker: SOF0 to SOF15, without DHT, JPG and DAC, which lie between them.
  package init?(marker: UInt8) {
    switch marker {
    case 0xC0: self = .baseline
    case 0xC1, 0xC9: self = .extended
    case 0xC2, 0xCA: self = .progressive
    case 0xC3, 0xCB: self = .lossless
    case 0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF: self = .hierarchical
    default: return nil
    }
  }
}

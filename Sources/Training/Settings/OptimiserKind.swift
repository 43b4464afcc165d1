import Platform

/// `scanline_optimizer`.
package enum OptimiserKind: Int32, CodedChoice {
  case sgd = 0
  case rmsprop = 1
  case adam = 2
  case adamW = 3

  package static var what: String { "optimizer" }

  package var name: String {
    switch self {
    case .sgd: "sgd"
    case .rmsprop: "rmsprop"
    case .adam: "adam"
    case .adamW: "adamw"
    }
  }
}

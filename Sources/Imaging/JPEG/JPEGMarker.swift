/// The second byte of a marker (ITU-T T.81, table B.1).
package enum JPEGMarker {
  package static let temporary: UInt8 = 0x01
  package static let sof0: UInt8 = 0xC0
  package static let huffmanTables: UInt8 = 0xC4
  package static let extensionFrame: UInt8 = 0xC8
  package static let arithmeticConditioning: UInt8 = 0xCC
  package static let sof15: UInt8 = 0xCF
  package static let restart0: UInt8 = 0xD0
  package static let restart7: UInt8 = 0xD7
  package static let startOfImage: UInt8 = 0xD8
  package static let endOfImage: UInt8 = 0xD9
  package static let startOfScan: UInt8 = 0xDA
  package static let quantisationTables: UInt8 = 0xDB
  package static let numberOfLines: UInt8 = 0xDC
  package static let restartInterval: UInt8 = 0xDD
  package static let hierarchicalProgression: UInt8 = 0xDE
  package static let expandReference: UInt8 = 0xDF
  package static let app0: UInt8 = 0xE0
  package static let app1: UInt8 = 0xE1
  package static let app14: UInt8 = 0xEE
  package static let app15: UInt8 = 0xEF
  /// JPEG-LS frame (ITU-T T.87).
  package static let sof55: UInt8 = 0xF7
  package static let comment: UInt8 = 0xFE

  package static func isRestart(_ marker: UInt8) -> Bool { marker & 0xF8 == restart0 }

  /// "DHT", "APP1", or the code in hexadecimal.
  package static func name(_ marker: UInt8) -> String {
    switch marker {
    case temporary: "TEM"
    case huffmanTables: "DHT"
    case extensionFrame: "JPG"
    case arithmeticConditioning: "DAC"
    case sof0...sof15: "SOF\(marker - sof0)"
    case restart0...restart7: "RST\(marker - restart0)"
    case startOfImage: "SOI"
    case endOfImage: "EOI"
    case startOfScan: "SOS"
    case quantisationTables: "DQT"
    case numberOfLines: "DNL"
    case restartInterval: "DRI"
    case hierarchicalProgression: "DHP"
    case expandReference: "EXP"
    case app0...app15: "APP\(marker - app0)"
    case sof55: "SOF55"
    case comment: "COM"
    default: "marker 0xFF" + String(marker, radix: 16, uppercase: true)
    }
  }
}

/// A name, a number or one sign of C.
struct CToken {
  var text: String
  var line: Int

  static func tokens(of text: String, line: Int) -> [CToken] {
    var tokens: [CToken] = []
    var word = ""
    for character in text + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      if !word.isEmpty { tokens.append(CToken(text: word, line: line)) }
      word = ""
      if !character.isWhitespace { tokens.append(CToken(text: String(character), line: line)) }
    }
    return tokens
  }
}

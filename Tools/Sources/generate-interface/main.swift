import Foundation
import InterfaceGenerator

let usage = """
  usage: generate-interface [--check] [root]
  Writes the C header, the linker's version script, the symbol list and the Python prototypes from the
  exported functions in Sources/Scanline. root: the repository's folder (default: the current one).
    --check   write nothing; exit with 1 if a file is not what would be written
  """

var arguments = Array(CommandLine.arguments.dropFirst())
if arguments.contains("--help") {
  print(usage)
  exit(0)
}
let isCheck = arguments.first == "--check"
if isCheck { arguments.removeFirst() }
if arguments.count > 1 || arguments.contains(where: { $0.hasPrefix("-") }) {
  FileHandle.standardError.write(Data((usage + "\n").utf8))
  exit(2)
}

let root = URL(filePath: arguments.first ?? FileManager.default.currentDirectoryPath)
let generator = Generator(root: root)
do {
  if isCheck {
    let stale = try generator.staleOutputs().map(\.path)
    for path in stale { print("\(path) is stale: run `make generate`") }
    exit(stale.isEmpty ? 0 : 1)
  }
  for path in try generator.write() { print("wrote \(path)") }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}

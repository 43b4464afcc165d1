import Glibc
import Platform

// Draws the demo's photographs: no photo set may be shipped, so one is drawn.
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.contains("--help") || arguments.contains("-h") {
  print(Options.usage)
  exit(0)
}
do {
  let options = try Options(arguments)
  try Album(options: options).write()
  let good = options.count * Species.allCases.count
  print("\(options.folder): \(good) photographs and \(options.damaged) damaged files")
} catch let error as ScanlineError {
  "SamplePhotos: \(error.message)\n".withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
  exit(error.kind == .invalidArgument ? 2 : 1)
}

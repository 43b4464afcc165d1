// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building Scanline never meets a sanitizer. `Sources` is a link to the
// library's sources: built again here, instrumented, and within this package, so that the fuzz
// targets see their `package` declarations.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
// A fuzz target has no main: libFuzzer brings it.
let fuzzed: [SwiftSetting] = strict + [.unsafeFlags(["-parse-as-library"])]

let package = Package(
  name: "fuzz",
  targets: [
    .systemLibrary(name: "COpenBLAS"),
    .systemLibrary(name: "CTurboJPEG"),
    .systemLibrary(name: "CKernels"),
    .target(name: "Platform", swiftSettings: strict),
    .target(name: "VectorKernels", dependencies: ["CKernels"], swiftSettings: strict),
    .target(
      name: "Compute", dependencies: ["Platform", "VectorKernels", "CKernels", "COpenBLAS"],
      swiftSettings: strict),
    .target(name: "Imaging", dependencies: ["Compute", "CTurboJPEG"], swiftSettings: strict),
    .target(name: "Recurrent", dependencies: ["Compute", "CKernels"], swiftSettings: strict),
    .target(name: "Classifier", dependencies: ["Recurrent", "Imaging"], swiftSettings: strict),
    .executableTarget(
      name: "FuzzImage", dependencies: ["Imaging"], path: "FuzzImage", swiftSettings: fuzzed),
    .executableTarget(
      name: "FuzzModel", dependencies: ["Classifier"], path: "FuzzModel", swiftSettings: fuzzed),
  ]
)

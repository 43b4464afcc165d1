// swift-tools-version: 6.2
import PackageDescription

// One target a floor; each imports only floors below it. Building the library resolves no package.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "scanline",
  products: [
    .library(name: "scanline", type: .dynamic, targets: ["Scanline"])
  ],
  targets: [
    // The ground: C declarations and system libraries, no code.
    .systemLibrary(name: "CScanline"),
    .systemLibrary(name: "COpenBLAS"),
    .systemLibrary(name: "CTurboJPEG"),
    .systemLibrary(name: "CKernels"),
    // The one piece in C: mends what Swift's runtime forgets when a host forks.
    .target(name: "CThreadIdentity"),

    .target(name: "Platform", dependencies: ["CThreadIdentity"], swiftSettings: strict),
    // For every processor; the Makefile compiles the same sources for AVX2 and AVX-512 as well.
    .target(name: "VectorKernels", dependencies: ["CKernels"], swiftSettings: strict),
    .target(
      name: "Compute", dependencies: ["Platform", "VectorKernels", "CKernels", "COpenBLAS"],
      swiftSettings: strict),
    .target(
      name: "Imaging", dependencies: ["Compute", "CKernels", "CTurboJPEG"], swiftSettings: strict),
    .target(name: "Recurrent", dependencies: ["Compute", "CKernels"], swiftSettings: strict),
    .target(name: "Curation", dependencies: ["Imaging"], swiftSettings: strict),
    .target(name: "Classifier", dependencies: ["Recurrent", "Imaging"], swiftSettings: strict),
    .target(
      name: "Training", dependencies: ["Classifier", "Curation", "CKernels"], swiftSettings: strict),
    .target(name: "Tuning", dependencies: ["Training"], swiftSettings: strict),
    .target(
      name: "Scanline", dependencies: ["Tuning", "CScanline"], exclude: ["scanline.map"],
      swiftSettings: strict),

    // A seeded program that draws cats, dogs and pandas: the demo's and the tests' photographs.
    .executableTarget(
      name: "SamplePhotos", dependencies: ["Imaging"], path: "examples/sample-photos",
      swiftSettings: strict),

    .testTarget(name: "PlatformTests", dependencies: ["Platform"], swiftSettings: strict),
    .testTarget(
      name: "ComputeTests", dependencies: ["Compute", "CKernels"], swiftSettings: strict),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "CTurboJPEG"], swiftSettings: strict),
    .testTarget(
      name: "SamplePhotosTests", dependencies: ["SamplePhotos"], swiftSettings: strict),
    .testTarget(
      name: "RecurrentTests", dependencies: ["Recurrent"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(name: "CurationTests", dependencies: ["Curation"], swiftSettings: strict),
    .testTarget(name: "ClassifierTests", dependencies: ["Classifier"], swiftSettings: strict),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "TuningTests", dependencies: ["Tuning"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "ScanlineTests", dependencies: ["Scanline", "CScanline"], swiftSettings: strict),
  ]
)

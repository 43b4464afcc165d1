// swift-tools-version: 6.2
import PackageDescription

// The generator of everything that is derived from the list of exported functions. A package of its own,
// so that building the library resolves no package.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "scanline-tools",
  dependencies: [
    .package(url: "https://github.com/swiftlang/swift-syntax.git", exact: "603.0.1")
  ],
  targets: [
    .target(
      name: "InterfaceGenerator",
      dependencies: [
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "generate-interface", dependencies: ["InterfaceGenerator"], swiftSettings: strict),
    .testTarget(
      name: "InterfaceGeneratorTests",
      dependencies: [
        "InterfaceGenerator",
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
      ],
      swiftSettings: strict),
  ]
)

// swift-tools-version: 6.0
import PackageDescription

// A Swift program that uses an installed Scanline as any C library: header and library come through
// pkg-config, and no Swift module of Scanline's is imported.
let package = Package(
  name: "swift-host",
  targets: [
    .systemLibrary(name: "CScanline", pkgConfig: "scanline"),
    .executableTarget(name: "SwiftHost", dependencies: ["CScanline"]),
  ]
)

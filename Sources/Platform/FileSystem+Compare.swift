import Glibc

extension FileSystem {
  /// Whether two files can be read and have the same bytes.
  package static func haveEqualBytes(_ a: RawPath, _ b: RawPath) -> Bool {
    guard let left = try? read(a), let right = try? read(b), left.count == right.count else {
      return false
    }
    return left.withBytes { left in
      right.withBytes { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return memcmp(first, second, left.count) == 0
      }
    }
  }
}

import CKernels

/// Two rows a pass, which halves the traffic on the levels.
func blendRows(_ task: BlendedRows) {
  let levels = task.levels
  var row = 0
  while row < task.count {
    let pixels = task.pixels + row &* task.stride
    let first = Vector(repeating: task.weights[row])
    if row &+ 1 < task.count {
      let second = Vector(repeating: task.weights[row &+ 1])
      for (j, n) in Vector.sweep(task.length) {
        let pair =
          first * Vector(bytes: pixels + j, n) + second
          * Vector(bytes: pixels + task.stride + j, n)
        (row == 0 ? pair : Vector(levels + j, n) + pair).store(levels + j, n)
      }
    } else {
      for (j, n) in Vector.sweep(task.length) {
        let last = first * Vector(bytes: pixels + j, n)
        (row == 0 ? last : Vector(levels + j, n) + last).store(levels + j, n)
      }
    }
    row &+= 2
  }
}

func roundLevels(
  _ levels: UnsafePointer<Float>, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int
) {
  for (j, n) in Vector.sweep(count) { Vector(levels + j, n).store(bytes: bytes + j, n) }
}

/// The patterns are whole vectors, so that each of theirs goes with each of the levels'.
func normaliseLevels(
  _ levels: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ offset: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  var start = 0
  while start < count {
    for (j, n) in Vector.sweep(min(patternLength, count &- start)) {
      let at = start &+ j
      (Vector(levels + at, n) * Vector(scale + j) + Vector(offset + j)).store(y + at, n)
    }
    start &+= patternLength
  }
}

private let patternLength = 48

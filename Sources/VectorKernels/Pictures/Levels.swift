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

/// Three vectors have whole pixels of three channels, and begin with each channel once.
func normaliseLevels(
  _ levels: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ offset: UnsafePointer<Float>,
  _ channels: Int, _ y: UnsafeMutablePointer<Float>, _ pixels: Int
) {
  let step = Vector.width
  let count = pixels &* channels
  for phase in 0..<3 {
    var factor = Vector()
    var term = Vector()
    for lane in 0..<step {
      let channel = (phase &* step &+ lane) % channels
      factor[lane] = scale[channel]
      term[lane] = offset[channel]
    }
    var j = phase &* step
    while j < count {
      let n = min(step, count &- j)
      (Vector(levels + j, n) * factor + term).store(y + j, n)
      j &+= 3 &* step
    }
  }
}

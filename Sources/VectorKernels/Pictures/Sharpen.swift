import CKernels

/// The sums are whole numbers, which floats hold.
func sharpenRow(_ task: SharpenedRow) {
  for (j, n) in Vector.sweep(task.count) {
    let row = Vector(bytes: task.row + j, n)
    let neighbours =
      three(task.above + j, task.channels, n) + three(task.row + j, task.channels, n)
      + three(task.below + j, task.channels, n)
    let smooth = (neighbours + 4 * row) / 13
    (smooth + task.factor * (row - smooth)).store(bytes: task.sharpened + j, n)
  }
}

@inline(__always)
private func three(_ middle: UnsafePointer<UInt8>, _ step: Int, _ count: Int) -> Vector {
  Vector(bytes: middle - step, count) + Vector(bytes: middle, count)
    + Vector(bytes: middle + step, count)
}

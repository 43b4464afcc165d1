import Compute

/// The memory of one thread's calls of one network: every activation, mask and gradient on the way, in one
/// buffer that is planned once. Not to be used by two threads at the same time.
package final class Workspace: @unchecked Sendable {
  /// The samples that one call may have.
  package let capacity: Int
  /// Whether `backward` may be called.
  package let training: Bool
  let buffer: FloatBuffer
  /// Of the last forward pass, for the backward pass.
  var dropout: DropoutKey?

  init(capacity: Int, training: Bool, floats: Int) throws {
    self.capacity = capacity
    self.training = training
    buffer = try FloatBuffer(count: floats)
  }
}

import CScanline
import Platform

/// Runs the body of an export: an error becomes its status code, and its text the thread's last message.
func guarded(_ body: () throws -> Void) -> scanline_status {
  do {
    try body()
    return SCANLINE_OK
  } catch let error as ScanlineError {
    lastError.set(error.message)
    return error.kind.rawValue
  } catch {
    lastError.set("unexpected: \(error)")
    return SCANLINE_INTERNAL
  }
}

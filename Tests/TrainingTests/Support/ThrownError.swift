import Platform
import Testing

/// The error that `body` throws, which must be one of the library's.
func scanlineError(_ body: () throws -> Void) -> ScanlineError? {
  do {
    try body()
    Issue.record("no error was thrown")
    return nil
  } catch let error as ScanlineError {
    return error
  } catch {
    Issue.record("not an error of the library: \(error)")
    return nil
  }
}

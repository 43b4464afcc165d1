import CScanline
import Compute
import Platform
import Imaging
import FoundationEssentials

// MARK: - Library

/// The version of the library at run time, as text ("1.0.0").
///
/// Compare with SCANLINE_VERSION_STRING, the version at compile time: the same major number means that
/// the library serves the program.
///
/// - Returns: [out] text that lives as long as the process.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_version")
public func scanline_version() -> UnsafePointer<CChar>? {
  StaticText.pointer("1.0.0")
}

/// How the library was built and what it chose on this machine, as a JSON object: "version", "openblas"
/// (its own description), "openblas_core" (the matrix kernels in use), "openblas_core_best" (those that this
/// processor should run, or null), "instruction_set" (of the elementwise kernels in use: "baseline",
/// "avx2" or "avx512"; the environment variable SCANLINE_CPU asks for a lower one of them),
/// "instruction_set_best" (what this processor can run), "processors" (that this process may use).
///
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_build_info")
public func scanline_build_info(
  _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let info: [String: JSONValue] = [
      "version": .string(SCANLINE_VERSION_STRING),
      "openblas": .string(BLAS.configuration),
      "openblas_core": .string(BLAS.coreName),
      "openblas_core_best": BLAS.bestCoreName.map(JSONValue.string) ?? .null,
      "instruction_set": .string(Processor.instructionSet.name),
      "instruction_set_best": .string(Processor.best.name),
      "processors": .integer(Int64(Thread.processorCount)),
    ]
    try Borrowed.copy(try JSON.encode(info), to: json, capacity: capacity, needed: needed, "json")
  }
}

/// The name of a status code ("SCANLINE_IO"), or "unknown status".
///
/// - Returns: [out] text that lives as long as the process; never NULL.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_status_name")
public func scanline_status_name(_ status: scanline_status) -> UnsafePointer<CChar>? {
  guard status != SCANLINE_OK else { return StaticText.pointer("SCANLINE_OK") }
  guard let kind = ScanlineError.Kind(rawValue: status) else {
    return StaticText.pointer("unknown status")
  }
  switch kind {
  case .invalidArgument: return StaticText.pointer("SCANLINE_INVALID_ARGUMENT")
  case .bufferTooSmall: return StaticText.pointer("SCANLINE_BUFFER_TOO_SMALL")
  case .io: return StaticText.pointer("SCANLINE_IO")
  case .corruptModel: return StaticText.pointer("SCANLINE_CORRUPT_MODEL")
  case .versionMismatch: return StaticText.pointer("SCANLINE_VERSION_MISMATCH")
  case .unsupported: return StaticText.pointer("SCANLINE_UNSUPPORTED")
  case .busy: return StaticText.pointer("SCANLINE_BUSY")
  case .cancelled: return StaticText.pointer("SCANLINE_CANCELLED")
  case .noMemory: return StaticText.pointer("SCANLINE_NO_MEMORY")
  case .diverged: return StaticText.pointer("SCANLINE_DIVERGED")
  case .corruptImage: return StaticText.pointer("SCANLINE_CORRUPT_IMAGE")
  case .limitExceeded: return StaticText.pointer("SCANLINE_LIMIT_EXCEEDED")
  case .noData: return StaticText.pointer("SCANLINE_NO_DATA")
  case .internal: return StaticText.pointer("SCANLINE_INTERNAL")
  }
}

/// What was wrong with the last failed call of this thread, in words: it names the file, the value and
/// the limit that it broke.
///
/// - Returns: [out] text, UTF-8, valid until the next failing call on the same thread; empty when none
///   has failed; never NULL.
/// - Threading: any thread; each has its own message. Since 1.0.
@_cdecl("scanline_last_error_message")
public func scanline_last_error_message() -> UnsafePointer<CChar>? {
  lastError.current
}

/// Sets the one log callback of the process. Without one (the default) the library is silent: it never
/// writes to stdout or stderr.
///
/// - callback: called from any thread that is inside a Scanline call, perhaps from several at once; NULL
///   ends logging. A call that is under way may still reach the old callback.
/// - user_data: handed to the callback.
/// - Returns: SCANLINE_OK.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_log_set_callback")
public func scanline_log_set_callback(
  _ callback: scanline_log_callback?, _ user_data: UnsafeMutableRawPointer?
) -> scanline_status {
  guarded {
    guard let callback else {
      Log.setSink(nil)
      return
    }
    nonisolated(unsafe) let userData = user_data
    Log.setSink { level, message in
      message.withCString { callback(level.rawValue, $0, userData) }
    }
    _ = warnOfEnvironment
  }
}

/// Told to the first log callback only.
private let warnOfEnvironment: Void = {
  for warning in [BLAS.coreWarning, Processor.warning].compactMap(\.self) {
    Log.write(.warning, warning)
  }
}()

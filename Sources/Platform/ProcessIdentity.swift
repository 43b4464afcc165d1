import Glibc

/// Names a process for others that may want to know later whether it still runs: a process number alone is
/// used again. Written as "boot/namespace/process/start".
package struct ProcessIdentity: Hashable, Sendable {
  /// Boot of the machine and namespace of process numbers: within both, a number means something.
  private let place: String
  private let process: Int32
  /// In clock ticks since the boot; 0 where the system does not tell.
  private let start: UInt64

  package static var current: ProcessIdentity {
    let process = getpid()
    return ProcessIdentity(place: ownPlace, process: process, start: processStart(process) ?? 0)
  }

  /// A process of this machine; nil when none of that number runs.
  package static func running(_ process: Int32) -> ProcessIdentity? {
    guard let start = processStart(process), start != ended else { return nil }
    return ProcessIdentity(place: ownPlace, process: process, start: start)
  }

  private init(place: String, process: Int32, start: UInt64) {
    self.place = place
    self.process = process
    self.start = start
  }

  /// Reads what `text` wrote.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, let process = Int32(parts[2]), process > 0, let start = UInt64(parts[3])
    else { return nil }
    self.init(place: "\(parts[0])/\(parts[1])", process: process, start: start)
  }

  package var text: String { "\(place)/\(process)/\(start)" }

  /// Whether the process is known to have ended. False for one of another machine or container, of which
  /// nothing can be known from here.
  package var hasEnded: Bool {
    guard place == Self.ownPlace else { return false }
    guard let start = Self.processStart(process) else {
      return kill(process, 0) != 0 && errno == ESRCH
    }
    return start != self.start
  }

  private static let ownPlace: String = {
    let boot = FileSystem.systemText("/proc/sys/kernel/random/boot_id")?.prefix(36) ?? "unknown"
    var target = [CChar](repeating: 0, count: 64)
    let length = max(readlink("/proc/self/ns/pid", &target, target.count), 0)
    // "pid:[4026531836]"
    let namespace = target[..<length].map(UInt8.init(bitPattern:)).filter { 48...57 ~= $0 }
    return "\(boot)/\(String(decoding: namespace, as: UTF8.self))"
  }()

  /// For the start of a process that no longer runs, though its parent has not asked for it yet.
  private static let ended = UInt64.max

  /// When a process started; nil when there is none or nothing is known of it.
  private static func processStart(_ process: Int32) -> UInt64? {
    // "number (name) state parent ...": the name may hold anything, the start is field 22.
    guard let text = FileSystem.systemText("/proc/\(process)/stat"),
      let nameEnd = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: nameEnd)...].split(separator: " ")
    guard fields.count > 19 else { return nil }
    return fields[0] == "Z" || fields[0] == "X" ? ended : UInt64(fields[19])
  }
}

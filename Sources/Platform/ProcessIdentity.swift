import Glibc

/// Names a process for others that may want to know later whether it still runs: a process number alone is
/// used again. Written as "machine/boot/namespace/process/start", without the machine where it has no name.
package struct ProcessIdentity: Hashable, Sendable {
  /// Where process numbers mean something: within one boot and one namespace.
  private struct Place: Hashable {
    /// The same after a reboot; nil: not known.
    var machine: String?
    var boot: String
    var namespace: String
  }
  private let place: Place
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

  private init(place: Place, process: Int32, start: UInt64) {
    self.place = place
    self.process = process
    self.start = start
  }

  /// Reads what `text` wrote.
  package init?(_ text: some StringProtocol) {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let machine = parts.count == 5 ? String(parts.removeFirst()) : nil
    guard parts.count == 4, let process = Int32(parts[2]), process > 0, let start = UInt64(parts[3])
    else { return nil }
    let place = Place(machine: machine, boot: String(parts[0]), namespace: String(parts[1]))
    self.init(place: place, process: process, start: start)
  }

  package var text: String {
    (place.machine.map { "\($0)/" } ?? "") + "\(place.boot)/\(place.namespace)/\(process)/\(start)"
  }

  /// Whether the process is known to have ended, maybe with its boot of this machine. False for one of
  /// another machine or container, of which nothing can be known from here.
  /// - Parameter seen: when it was last known to run, in seconds since 1970. What ran since this machine's
  ///   boot was not of an earlier one: then another machine, a clone say, has the same name.
  package func hasEnded(seen: Double) -> Bool {
    let own = Self.ownPlace
    guard place.boot == own.boot else {
      return place.machine != nil && place.machine == own.machine
        && ![place.boot, own.boot].contains(Self.unknownBoot) && seen < Clock.bootDate
    }
    guard place.namespace == own.namespace else { return false }
    guard let start = Self.processStart(process) else {
      return kill(process, 0) != 0 && errno == ESRCH
    }
    return start != self.start
  }

  private static let unknownBoot = "unknown"

  private static let ownPlace: Place = {
    let boot = FileSystem.systemText("/proc/sys/kernel/random/boot_id")?.prefix(36)
    var target = [CChar](repeating: 0, count: 64)
    let length = max(readlink("/proc/self/ns/pid", &target, target.count), 0)
    // "pid:[4026531836]"
    let namespace = target[..<length].map(UInt8.init(bitPattern:)).filter { 48...57 ~= $0 }
    return Place(
      machine: machine, boot: boot.map(String.init) ?? unknownBoot,
      namespace: String(decoding: namespace, as: UTF8.self))
  }()

  /// Of the machine's number and its host name, since machines that are made from one image may share the
  /// number. Half as many bits as the number has, which is not to be published.
  private static var machine: String? {
    guard let number = FileSystem.systemText("/etc/machine-id")?.prefix(32), number.count == 32,
      number.allSatisfy(\.isHexDigit)
    else { return nil }
    let host = FileSystem.systemText("/proc/sys/kernel/hostname") ?? ""
    return FNVHash("\(number) \(host)".utf8).text
  }

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

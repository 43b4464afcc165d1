import Platform

/// The journal's first line: everything that the proposals depend on beside the events. A journal goes
/// on only under the header it began with.
package struct JournalHeader: Codable, Equatable, Sendable {
  package static let formatName = "scanline-journal"
  package static let currentVersion = 1

  package var format = Self.formatName
  package var version = Self.currentVersion
  package var strategy: TunerSettings.Strategy
  package var seed: UInt64
  package var maxEpochs: Int
  /// Nil for strategies without one.
  package var factor: Int?
  /// Those that the strategy looks at.
  package var options: StrategyOptions
  package var objectives: [Objective]
  /// `SearchSpace.json`.
  package var space: [String: JSONValue]
  /// How much the search may take, as its first session had it. May change: not compared.
  package var limits: Limits?

  package struct Limits: Codable, Equatable, Sendable {
    package var maxTrials: Int
    package var maxConsecutiveFailures: Int
    package var budget: SearchBudget

    enum CodingKeys: String, CodingKey {
      case maxTrials = "max_trials"
      case maxConsecutiveFailures = "max_consecutive_failures"
      case budget
    }
  }

  enum CodingKeys: String, CodingKey {
    case format, version, strategy, seed
    case maxEpochs = "max_epochs"
    case factor, options, objectives, space, limits
  }

  package init(settings: TunerSettings, space: SearchSpace) {
    strategy = settings.strategy
    seed = settings.seed
    maxEpochs = settings.maxEpochs
    factor = settings.strategy.hasRounds ? settings.factor : nil
    options = settings.options.relevant(to: settings.strategy)
    objectives = settings.objectives
    self.space = space.json
    limits = Limits(
      maxTrials: settings.maxTrials, maxConsecutiveFailures: settings.maxConsecutiveFailures,
      budget: settings.budget)
  }

  private var objectivesText: String { objectives.map(\.text).joined(separator: ",") }

  /// Reads a first line.
  /// - Throws: `invalidArgument` when it is not a journal's, `versionMismatch` when it is that of a
  ///   version we do not read, or has a member that we do not know.
  static func read(_ line: String) throws -> JournalHeader {
    struct Mark: Decodable {
      var format: String
      var version: Int
    }
    guard let mark = try? JSON.decode(Mark.self, from: line, what: ""), mark.format == formatName
    else { throw ScanlineError(.invalidArgument, "not a Scanline journal") }
    guard mark.version == currentVersion else {
      throw ScanlineError(
        .versionMismatch,
        "journal version \(mark.version); this library reads version \(currentVersion)")
    }
    let members = try JSON.decode([String: JSONValue].self, from: line, what: "first line")
    try refuseUnknown(members, CodingKeys.self)
    if case .object(let options)? = members["options"] {
      try refuseUnknown(options, StrategyOptions.CodingKeys.self)
    }
    var header = try JSON.decode(JournalHeader.self, from: line, what: "first line")
    header.space = header.space.mapValues(\.normalised)
    return header
  }

  /// Whether bytes without an end of line are what a kill left of `line`, or of the header of the same search
  /// under other limits.
  static func isBeginning(_ bytes: some Collection<UInt8>, of line: String) -> Bool {
    let mark = "\"\(CodingKeys.limits.stringValue)\":"
    let fixed = line.utf8[..<(line.firstRange(of: mark)?.upperBound ?? line.endIndex)]
    return bytes.count < fixed.count ? fixed.starts(with: bytes) : bytes.starts(with: fixed)
  }

  /// What a later library added may change what is proposed.
  private static func refuseUnknown<Keys: CodingKey>(
    _ members: [String: JSONValue], _ keys: Keys.Type
  ) throws {
    guard let stranger = members.keys.sorted().first(where: { Keys(stringValue: $0) == nil })
    else { return }
    throw ScanlineError(
      .versionMismatch, "the journal has \"\(stranger)\", which this library does not know")
  }

  /// Throws `invalidArgument` naming the first thing in which this search is not `other`, the
  /// journal's.
  func checkSame(as other: JournalHeader) throws {
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<JournalHeader, Value>) throws {
      guard self[keyPath: path] != other[keyPath: path] else { return }
      throw ScanlineError(
        .invalidArgument,
        "the journal is of a search with \(name) \(other[keyPath: path]), not "
          + "\(self[keyPath: path])")
    }
    try compare("strategy", \.strategy.rawValue)
    try compare("seed", \.seed)
    try compare("max_epochs", \.maxEpochs)
    try compare("factor", \.factor.text)
    try compare("objectives", \.objectivesText)
    try compare("startup_trials", \.options.startupTrials)
    try compare("acquisition", \.options.acquisition.rawValue)
    try compare("confidence", \.options.confidence)
    try compare("prune", \.options.prunes)
    try compare("prune_after_trials", \.options.pruneAfterTrials)
    try compare("prune_after_epochs", \.options.pruneAfterEpochs)
    for key in Set(space.keys).union(other.space.keys).sorted() where space[key] != other.space[key]
    {
      throw ScanlineError(
        .invalidArgument,
        "the journal is of another search space: \"\(key)\" is "
          + "\(other.space[key]?.text ?? "absent") there and \(space[key]?.text ?? "absent") here")
    }
  }
}

extension Int? {
  fileprivate var text: String { map { "\($0)" } ?? "none" }
}

extension TunerSettings {
  /// The settings that a journal began with, its path aside.
  init(_ header: JournalHeader) {
    self.init()
    strategy = header.strategy
    seed = header.seed
    maxEpochs = header.maxEpochs
    if let factor = header.factor { self.factor = factor }
    options = header.options
    objectives = header.objectives
    guard let limits = header.limits else { return }
    maxTrials = limits.maxTrials
    maxConsecutiveFailures = limits.maxConsecutiveFailures
    budget = limits.budget
  }
}

import Platform

/// A line of the journal after the first: an event, when it was written, and who holds the trial that it
/// hands out. Only the event enters into what a search proposes.
package struct JournalRecord: Codable, Sendable {
  package let event: JournalEvent
  /// Of `trial` and `resumed`; nil for other events and in journals of version 1.0's first days.
  package let holder: TrialHolder?
  /// Seconds since 1970, UTC; nil where it was not written.
  package let time: Double?

  private enum CodingKeys: String, CodingKey { case holder, time }

  package init(_ event: JournalEvent, holder: TrialHolder?) {
    self.event = event
    self.holder = holder
    time = (Clock.date * 1000).rounded() / 1000
  }

  package init(from decoder: any Decoder) throws {
    event = try JournalEvent(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    holder = try container.decodeIfPresent(String.self, forKey: .holder).map(TrialHolder.init)
    time = try container.decodeIfPresent(Double.self, forKey: .time)
  }

  package func encode(to encoder: any Encoder) throws {
    try event.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(holder?.text, forKey: .holder)
    try container.encodeIfPresent(time, forKey: .time)
  }
}

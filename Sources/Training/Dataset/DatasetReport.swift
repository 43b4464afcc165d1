import Curation
import Platform

/// A data set's report: what it is made of, what each policy would keep and lose of each class, which
/// damaged files are in it and which are not, and which pictures are the same. The keys are described in
/// docs/datasets.md.
struct DatasetReport: Encodable {
  struct Class: Encodable {
    let label: String
    var files = 0
    var training = 0
    var validation = 0
    var salvaged = 0
    var leftOut = 0
    /// Files left out, by reason.
    var reasons: [String: Int] = [:]

    private enum CodingKeys: String, CodingKey {
      case label, files, training, validation, salvaged
      case leftOut = "left_out"
      case reasons
    }
  }

  struct Policy: Encodable {
    struct Counts: Encodable {
      let label: String?
      let files: Int
      let whole: Int
      let cropped: Int
      let lost: Int
      let lostShare: Double
      let standsOut: Bool?

      private enum CodingKeys: String, CodingKey {
        case label, files, whole, cropped, lost
        case lostShare = "lost_share"
        case standsOut = "stands_out"
      }
    }

    let policy: String
    let total: Counts
    let classes: [Counts]
    /// In words, when classes stand out.
    let bias: String?

    private enum CodingKeys: CodingKey { case policy, total, classes, bias }

    /// Writes null where there is no bias.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(policy, forKey: .policy)
      try container.encode(total, forKey: .total)
      try container.encode(classes, forKey: .classes)
      try container.encode(bias, forKey: .bias)
    }
  }

  struct SalvagedFile: Encodable {
    let path: String
    let label: String
    let split: String
    /// Rows used, as stored; of all that there are.
    let rows: Int
    let height: Int
    let reason: String
    let message: String
  }

  struct LeftOutFile: Encodable {
    let path: String
    let label: String
    let verdict: String
    let reason: String
    let message: String
  }

  struct Group: Encodable {
    struct File: Encodable {
      let path: String
      let label: String
    }
    let kind: String
    let split: String
    let isConflict: Bool
    let files: [File]

    private enum CodingKeys: String, CodingKey {
      case kind, split
      case isConflict = "label_conflict"
      case files
    }
  }

  struct Duplicates: Encodable {
    let grouping: String
    /// Bits; nil when near duplicates were not looked for.
    let distance: Int?
    let files: Int
    let conflicts: Int
    let groups: [Group]

    private enum CodingKeys: String, CodingKey {
      case grouping, distance, files
      case conflicts = "label_conflicts"
      case groups
    }
  }

  let source: String
  let policy: String
  let salvageShare: Double
  let files: Int
  let training: Int
  let validation: Int
  let classes: [Class]
  let policies: [Policy]
  let salvagedFiles: [SalvagedFile]
  let leftOutFiles: [LeftOutFile]
  let duplicates: Duplicates

  private enum CodingKeys: String, CodingKey {
    case source, policy
    case salvageShare = "salvage_share"
    case files, training, validation, classes, policies
    case salvagedFiles = "salvaged_files"
    case leftOutFiles = "left_out_files"
    case duplicates
  }
}

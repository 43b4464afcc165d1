import Classifier
import Compute
import Platform
import Testing

@testable import Training

/// Two workers that average their gradients have the bits of one process.
@Suite struct AllReduceTests {
  /// Averages the buffers of two threads: the first waits for the second.
  private final class Rendezvous: @unchecked Sendable {
    private struct State {
      var buffers: [[Float]] = []
      var round = 0
      var mean: [Float] = []
    }
    private let state = Mutex(State())

    func average(_ values: UnsafeMutablePointer<Float>, _ count: Int) {
      let own = Array(UnsafeBufferPointer(start: values, count: count))
      let round = state.signal { state in
        let round = state.round
        state.buffers.append(own)
        if state.buffers.count == 2 {
          state.mean = zip(state.buffers[0], state.buffers[1]).map { ($0 + $1) / 2 }
          state.buffers = []
          state.round += 1
        }
        return round
      }
      state.wait(until: { $0.round > round }) { state in
        for i in 0..<count { values[i] = state.mean[i] }
      }
    }
  }

  private func settings(_ batchSize: Int) -> TrainingSettings {
    var settings = Workbench.settings
    settings.batchSize = batchSize
    settings.epochs = 2
    settings.clipNorm = 0.5
    settings.emaDecay = 0.9
    settings.mixupProbability = 0.5
    settings.cutmixProbability = 0.5
    return settings
  }

  @Test(arguments: [10, 16, 27, 2])
  func twoWorkersAreOneProcess(batchSize: Int) throws {
    try expectTwoWorkersToBeOne(batchSize, model: { try Workbench.model() })
  }

  /// Their running statistics are averaged with the gradients.
  @Test func twoWorkersShareTheirStatistics() throws {
    let spec = try ModelSpec(
      json: """
        {"input": {"width": 16, "height": 16}, "network": {"layers": [
          {"type": "patches", "size": 4}, {"type": "sweep", "units": 4, "norm": "batch"},
          {"type": "pool"}]}}
        """)
    try expectTwoWorkersToBeOne(
      18, model: { try Model(spec: spec, labels: Workbench.labels, seed: 1) })
  }

  private func expectTwoWorkersToBeOne(_ batchSize: Int, model: () throws -> Model) throws {
    let bench = try Workbench()
    let alone = try Trainer(model: model(), settings: settings(batchSize))
    _ = try alone.fit(bench.dataset)

    let meeting = Rendezvous()
    let workers = try (0..<2).map { worker in
      let trainer = try Trainer(model: model(), settings: settings(batchSize))
      try trainer.setAllReduce(
        AllReduce(worker: worker, workerCount: 2) { meeting.average($0, $1) })
      return trainer
    }
    let dataset = bench.dataset
    let threads = try workers.map { trainer in
      try Thread { _ = try? trainer.fit(dataset) }
    }
    for thread in threads { thread.join() }
    for worker in workers {
      #expect(try worker.epochs().count == 2)
      #expect(Workbench.bits(worker.state.weights) == Workbench.bits(alone.state.weights))
      #expect(Workbench.bits(worker.model.weights) == Workbench.bits(alone.model.weights))
    }
  }

  @Test func anErrorOfTheHookEndsTheRunBeforeTheUpdate() throws {
    let bench = try Workbench()
    let trainer = try Trainer(model: Workbench.model(), settings: settings(10))
    var calls = 0
    try trainer.setAllReduce(
      AllReduce(worker: 0, workerCount: 1) { _, count in
        #expect(count == trainer.network.parameterCount)
        calls += 1
        if calls == 3 { throw ScanlineError(.cancelled, "the other worker is gone") }
      })
    let error = scanlineError { _ = try trainer.fit(bench.dataset) }
    #expect(error?.message == "the other worker is gone")
    #expect(try trainer.stepCount() == 2)
    try trainer.setAllReduce(nil)
    _ = try trainer.fit(bench.dataset)
    let alone = try Trainer(model: Workbench.model(), settings: settings(10))
    _ = try alone.fit(bench.dataset)
    #expect(Workbench.bits(alone.state.weights) == Workbench.bits(trainer.state.weights))
  }

  @Test func aDivergenceOfOneWorkerEndsAll() throws {
    let bench = try Workbench()
    let meeting = Rendezvous()
    let workers = try (0..<2).map { worker in
      let trainer = try Trainer(model: Workbench.model(), settings: settings(10))
      try trainer.setAllReduce(
        AllReduce(worker: worker, workerCount: 2) { meeting.average($0, $1) })
      return trainer
    }
    workers[1].state.weights.pointer[0] = .nan
    let kinds = Mutex<[ScanlineError.Kind?]>([nil, nil])
    let dataset = bench.dataset
    let threads = try workers.enumerated().map { index, trainer in
      try Thread {
        let error = scanlineError { _ = try trainer.fit(dataset) }
        kinds.withLock { $0[index] = error?.kind }
      }
    }
    for thread in threads { thread.join() }
    #expect(kinds.withLock { $0 } == [.diverged, .diverged])
  }

  @Test func workersAreChecked() {
    for (worker, count) in [(0, 0), (2, 2), (-1, 2), (0, 65_537)] {
      #expect(throws: ScanlineError.self) {
        _ = try AllReduce(worker: worker, workerCount: count) { _, _ in }
      }
    }
  }

  @Test func whatWorkersCannotAgreeOnIsRefused() throws {
    let bench = try Workbench(count: 4, validationShare: 0)
    var settings = settings(4)
    settings.earlyStoppingEpochs = 1
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    try trainer.setAllReduce(AllReduce(worker: 0, workerCount: 2) { _, _ in })
    let error = scanlineError { _ = try trainer.fit(bench.dataset) }
    #expect(error?.kind == .invalidArgument)
  }
}

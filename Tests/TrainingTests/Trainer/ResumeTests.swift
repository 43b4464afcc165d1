import Classifier
import Compute
import Glibc
import Platform
import Testing

@testable import Training

/// A run that is stopped, wherever, and goes on ends with the bits of one that never stopped.
@Suite struct ResumeTests {
  private static func settings(_ optimizer: OptimiserKind) -> TrainingSettings {
    var settings = Workbench.settings
    settings.optimizer = optimizer
    settings.momentum = optimizer == .sgd ? 0.9 : 0
    settings.schedule = optimizer == .adam ? .plateau : .cosine
    settings.scheduleEpochs = 1
    settings.learningRate = 0.05
    settings.clipNorm = 1
    settings.emaDecay = optimizer == .sgd ? 0 : 0.8
    return settings
  }

  private func uninterrupted(_ bench: Workbench, _ settings: TrainingSettings) throws -> Trainer {
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    _ = try trainer.fit(bench.dataset)
    return trainer
  }

  private func same(_ one: Trainer, _ other: Trainer) throws -> Bool {
    let histories = try [one, other].map { try $0.epochs().map(\.withoutTimes) }
    return Workbench.bits(one.model.weights) == Workbench.bits(other.model.weights)
      && Workbench.bits(one.state.weights) == Workbench.bits(other.state.weights)
      && one.model.summary == other.model.summary && histories[0] == histories[1]
  }

  @Test(arguments: [OptimiserKind.sgd, .rmsprop, .adam, .adamW])
  func afterAnEpochsCheckpoint(_ optimizer: OptimiserKind) throws {
    let bench = try Workbench()
    var settings = Self.settings(optimizer)
    let whole = try uninterrupted(bench, settings)
    settings.checkpointPath = "\(bench.folder.path)/run.ckpt"
    let first = try Trainer(model: Workbench.model(), settings: settings)
    let stopped = scanlineError { _ = try first.fit(bench.dataset, onEpoch: { $0.epoch < 2 }) }
    #expect(stopped?.kind == .cancelled)
    let second = try Trainer.resume(from: "\(bench.folder.path)/run.ckpt", threads: 2)
    #expect(try second.epochs().count == 2)
    _ = try second.fit(bench.dataset)
    #expect(try same(whole, second))
  }

  @Test func inTheMiddleOfAnEpoch() throws {
    let bench = try Workbench()
    let settings = Self.settings(.adam)
    let whole = try uninterrupted(bench, settings)
    for stop in 1...7 {
      let first = try Trainer(model: Workbench.model(), settings: settings)
      var batches = 0
      let error = scanlineError {
        _ = try first.fit(
          bench.dataset,
          onBatch: { _ in
            batches += 1
            return batches < stop
          })
      }
      #expect(error?.kind == .cancelled && first.state.step == stop)
      let second = try Trainer.resume(first.checkpoint(), name: "memory")
      _ = try second.fit(bench.dataset)
      #expect(try same(whole, second))
      // The stopped trainer itself may go on, too.
      _ = try first.fit(bench.dataset)
      #expect(try same(whole, first))
    }
  }

  @Test func fromTheLastCheckpointWhenLaterBatchesAreLost() throws {
    let bench = try Workbench()
    let settings = Self.settings(.adam)
    let whole = try uninterrupted(bench, settings)
    let first = try Trainer(model: Workbench.model(), settings: settings)
    var kept: ByteBuffer?
    _ = scanlineError {
      _ = try first.fit(
        bench.dataset,
        onBatch: { $0.epoch < 3 },
        onEpoch: { _ in
          kept = try? first.checkpoint()
          return true
        })
    }
    let second = try Trainer.resume(#require(kept), name: "memory")
    #expect(try second.epochs().count == 2)
    _ = try second.fit(bench.dataset)
    #expect(try same(whole, second))
  }

  @Test func inStagesOfEpochs() throws {
    let bench = try Workbench()
    let settings = Self.settings(.adamW)
    let whole = try uninterrupted(bench, settings)
    let staged = try Trainer(model: Workbench.model(), settings: settings)
    #expect(try staged.fit(bench.dataset, lastEpoch: 1).epochsRun == 1)
    #expect(try staged.fit(bench.dataset, lastEpoch: 3).epochsRun == 3)
    #expect(try staged.fit(bench.dataset).epochsRun == 4)
    #expect(try same(whole, staged))
    // A finished run has nothing left to do.
    #expect(try staged.fit(bench.dataset).epochsRun == 4)
    #expect(try same(whole, staged))
  }

  @Test func cancelFromAnotherThreadStopsTheCall() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.epochs = 100_000
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    let started = Mutex(false)
    let thread = try Thread {
      started.wait(until: { $0 }, then: { _ in })
      trainer.cancel()
    }
    let error = scanlineError {
      _ = try trainer.fit(
        bench.dataset,
        onBatch: { _ in
          started.signal { $0 = true }
          return true
        })
    }
    thread.join()
    #expect(error?.kind == .cancelled)
    // The flag is down again: the trainer can go on.
    let steps = try trainer.stepCount()
    #expect(scanlineError { _ = try trainer.fit(bench.dataset, onBatch: { _ in false }) } != nil)
    #expect(try trainer.stepCount() == steps + 1)
  }

  @Test func oneCallAtATime() throws {
    let bench = try Workbench()
    let trainer = try Trainer(model: Workbench.model(), settings: Workbench.settings)
    var inside: ScanlineError?
    var elsewhere: ScanlineError?
    _ = try trainer.fit(
      bench.dataset, lastEpoch: 1,
      onEpoch: { _ in
        inside = scanlineError { _ = try trainer.fit(bench.dataset) }
        let failure = Mutex<ScanlineError?>(nil)
        let thread = try? Thread {
          let error = scanlineError { _ = try trainer.epochs() }
          failure.withLock { $0 = error }
        }
        thread?.join()
        elsewhere = failure.withLock { $0 }
        // The callback itself may read.
        return (try? trainer.epochs().count) == 1
      })
    #expect(inside?.kind == .busy && elsewhere?.kind == .busy)
  }
}

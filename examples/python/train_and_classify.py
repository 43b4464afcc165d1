"""Train on a folder of photos (one folder a class), save, load, classify.

    python train_and_classify.py photos --epochs 10 --output model.safetensors

Needs the package in bindings/python (``pip install bindings/python``).
"""

from __future__ import annotations

import argparse

import scanline


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder with one folder of JPEGs a class")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--output", default="model.safetensors")
    options = parser.parse_args()

    dataset = scanline.Dataset.from_folder(options.folder)
    print(dataset)
    for file in dataset.damaged:
        print(f"left out: {file.path}: {file.report.message}")

    model = scanline.Model.create(dataset.labels)
    trainer = scanline.Trainer(
        model, scanline.TrainingOptions.recipe("photos"), epochs=options.epochs)
    try:
        trainer.fit(dataset, progress=True)
    except KeyboardInterrupt:
        print("stopped; keeping what was learned so far")
        trainer.publish()

    evaluation = scanline.evaluate(model, dataset)
    print(f"accuracy {evaluation.accuracy:.3f} on {evaluation.sample_count} held-out pictures")
    for figures in evaluation.classes:
        print(f"  {figures.label}: precision {figures.precision:.3f} recall {figures.recall:.3f}")
    print(evaluation.confusion)

    model.save(options.output)
    with scanline.Model.load(options.output) as loaded:
        held_out = [s for s in dataset.samples if s.split is scanline.Split.VALIDATION]
        for sample in held_out[:3]:
            prediction = loaded.classify(sample.path)
            print(f"{sample.path}: {prediction.label} {prediction.probability:.3f}")


if __name__ == "__main__":
    main()

"""ONNX Runtime on PyTorch's network, pictures by Pillow, with and without its draft mode."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
import PIL
from common import BATCH, FEATURES, STEPS, arguments, each, latency_bytes, paths, repeated, serve
from pictures import decoded

options = arguments()


def session(name: str) -> onnxruntime.InferenceSession:
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.cores
    settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        options.models / name, settings, providers=["CPUExecutionProvider"]
    )


def sequence():
    network = session("sequence.onnx")
    inputs = np.random.default_rng(0).random((1, STEPS, FEATURES), np.float32)
    return lambda: network.run(None, {"input": inputs})


def photo(draft: bool):
    def make():
        network = session("picture.onnx")

        def work(data: bytes) -> None:
            network.run(None, {"input": decoded(data, draft)[None].astype(np.float32)})

        return work, latency_bytes(options.photos)

    return each(make)


def folder():
    """Threads decode (Pillow lets go of the interpreter's lock), the network takes whole batches."""
    network, files = session("pictures.onnx"), paths(options.photos)
    pool = ThreadPoolExecutor(options.cores)

    def work() -> np.ndarray:
        results, batch = [], []
        for picture in pool.map(decoded, files):
            batch.append(picture)
            if len(batch) == BATCH:
                results += network.run(None, {"input": np.stack(batch).astype(np.float32)})
                batch = []
        if batch:
            results += network.run(None, {"input": np.stack(batch).astype(np.float32)})
        return np.concatenate(results)

    return work


serve(
    {"onnxruntime": onnxruntime.__version__, "pillow": PIL.__version__},
    {
        "sequence": repeated(sequence),
        "photo": photo(draft=True),
        "photo-whole": photo(draft=False),
        "folder": repeated(folder),
    },
)

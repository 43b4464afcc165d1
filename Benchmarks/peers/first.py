"""From nothing to a first prediction, in a process of its own: `python first.py WHO MODELS PHOTO`.

Prints the resident memory after it, in KiB, and the prediction.
"""

from __future__ import annotations

import os
import sys

who, models, photo = sys.argv[1:]

if who == "scanline":
    import scanline

    answer = scanline.Model.load(f"{models}/rows.safetensors").classify(photo).probabilities
elif who == "onnxruntime":
    import numpy as np
    import onnxruntime
    from pictures import decoded

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    network = onnxruntime.InferenceSession(f"{models}/picture.onnx", settings)
    answer = network.run(None, {"input": decoded(photo)[None].astype(np.float32)})[0][0]
elif who == "torch":
    import torch
    from pictures import decoded

    torch.set_num_threads(1)
    network = torch.jit.load(f"{models}/network.pt")
    with torch.inference_mode():
        answer = network(torch.tensor(decoded(photo))[None].float())[0].tolist()
else:
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    from pictures import decoded

    network = keras.saving.load_model(f"{models}/network.keras")
    answer = network(decoded(photo)[None].astype("float32")).numpy()[0]

with open("/proc/self/status", encoding="ascii") as status:
    resident = next(line.split()[1] for line in status if line.startswith("VmRSS"))
print(resident, [round(float(p), 4) for p in answer], flush=True)
os._exit(0)  # not how long the interpreter takes to end

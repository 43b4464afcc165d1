"""What must be shipped, in bytes; run by the peers' Python: prints a JSON object."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re

#: Only for graphics cards: nobody would ship them for a processor.
CARDS = re.compile(r"nvidia|cuda|triton|cudnn|nccl|cusparse")


def closure(name: str, seen: set[str]) -> None:
    """A package and all that it requires, without extras."""
    name = re.sub(r"[-_.]+", "-", name).lower()
    if name in seen or CARDS.search(name):
        return
    try:
        requirements = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return
    seen.add(name)
    for requirement in requirements:
        if "extra ==" not in requirement and "extra==" not in requirement:
            closure(re.match(r"[\w.-]+", requirement)[0], seen)


def size(names: list[str]) -> dict[str, float]:
    packages: set[str] = set()
    for name in names:
        closure(name, packages)
    files = {
        os.path.realpath(f.locate())
        for package in packages
        for f in importlib.metadata.files(package) or []
        if not f.name.endswith(".pyc") and not CARDS.search(f.name)
    }
    sizes = {f: os.path.getsize(f) for f in files if os.path.exists(f)}
    largest = max(sizes, key=sizes.get)
    return {
        "megabytes": sum(sizes.values()) / 1e6,
        "largest": os.path.basename(largest),
        "largest_megabytes": sizes[largest] / 1e6,
    }


if __name__ == "__main__":
    groups = {
        "onnxruntime": ["onnxruntime", "pillow"],
        "torch": ["torch", "pillow"],
        "keras": ["tensorflow-cpu", "keras", "pillow"],
    }
    print(json.dumps({name: size(packages) for name, packages in groups.items()}))

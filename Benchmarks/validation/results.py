"""Puts a table into a Markdown file, between the comments that name it."""

import datetime
import platform
import re
import subprocess


def write(path, name, lines):
    """Replaces what stands between `<!-- name: begin -->` and `<!-- name: end -->`."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = path.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise SystemExit(f"{path} has no place for {name}")
    head, rest = text.split(begin, 1)
    tail = rest.split(end, 1)[1]
    path.write_text(head + "\n".join([begin, *lines, end]) + tail, encoding="utf-8")


#: Of the processor's flags, those that matter here.
INSTRUCTION_SETS = ("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile")


def processor():
    """What lscpu knows of it: name, family, cores, caches, instruction sets. One name stands for processors that
    differ in all of these."""
    text = subprocess.run(
        ["lscpu"], env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    ).stdout
    fields = dict(re.findall(r"^\s*([^:]+):\s+(.*)$", text, re.M))
    count = int(fields["CPU(s)"])
    parts = [
        f"{fields['Model name']} (family {fields['CPU family']}, model {fields['Model']})",
        f"{count} processor{'s' if count > 1 else ''}, {fields['Thread(s) per core']} a core",
    ]
    caches = {name: fields[f"{name} cache"] for name in ("L1d", "L2", "L3") if f"{name} cache" in fields}
    parts += [f"{name} {size}" for name, size in caches.items()]
    flags = fields["Flags"].split()
    parts.append(" ".join(each for each in INSTRUCTION_SETS if each in flags))
    return ", ".join(parts)


def machine():
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return f"{processor()}; {platform.system()}; {today}"

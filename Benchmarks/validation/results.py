"""Puts a table into a Markdown file, between the comments that name it."""

import datetime
import platform


def write(path, name, lines):
    """Replaces what stands between `<!-- name: begin -->` and `<!-- name: end -->`."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = path.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise SystemExit(f"{path} has no place for {name}")
    head, rest = text.split(begin, 1)
    tail = rest.split(end, 1)[1]
    path.write_text(head + "\n".join([begin, *lines, end]) + tail, encoding="utf-8")


def machine():
    model = next(
        line.split(":")[1].strip()
        for line in open("/proc/cpuinfo", encoding="utf-8")
        if line.startswith("model name")
    )
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return f"{model}, {platform.system()}; {today}"

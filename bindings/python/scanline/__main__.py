"""``python -m scanline``: what the package does beyond the ``scanline`` command."""

from __future__ import annotations

import argparse
import sys
from typing import Optional

from ._errors import ScanlineError
from .reports import KINDS, kind_of
from .reports._page import refuse_place


def main(arguments: Optional[list[str]] = None) -> int:
    """Returns the exit code: 0 done, 2 wrong use, 3 failed."""
    parser = argparse.ArgumentParser(prog="python -m scanline", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser(
        "report",
        help="make a self-contained HTML page of a report",
        description="Makes a self-contained HTML page of a report: "
        + ", ".join(kind.NOUN for kind in KINDS)
        + ". Which of these it is, its content says.",
    )
    report.add_argument("report", metavar="REPORT", help="the report's file")
    report.add_argument("-o", "--output", metavar="HTML", help="default: REPORT with .html")
    report.add_argument("--title", help="of the page")
    for kind in KINDS:
        kind.add_options(report.add_argument_group(f"of {kind.NOUN}"))
    options = parser.parse_args(arguments)
    if options.output is None:
        options.output = options.report.rsplit(".json", 1)[0] + ".html"
    try:
        kind = kind_of(options.report)
        refuse_place(options.output, options.report)
        kind.make(options)
    except (ScanlineError, OSError, ValueError, ImportError) as error:
        print(f"scanline: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the documents link to is there."""

import re

import pytest
from hosts import ROOT

PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/*.md", "examples/**/*.md", "bindings/python/*.md",
                    "Benchmarks/*.md")
    for path in ROOT.glob(pattern))


def prose(page):
    """The text without its code, which may look like links."""
    text = re.sub(r"^```.*?^```", "", (ROOT / page).read_text(), flags=re.S | re.M)
    return re.sub(r"(?<!`)`(?!`)[^`\n]*`", lambda code: "" if "](" in code[0] else code[0], text)


def anchors(page):
    """What GitHub calls the headings."""
    titles = re.findall(r"^#+ (.*)$", prose(page), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page):
    broken = []
    for link in re.findall(r"\]\(([^()\s]+)\)", prose(page)):
        if re.match(r"\w+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (ROOT / page).parent / file if file else ROOT / page
        if not target.exists() or anchor and anchor not in anchors(target):
            broken.append(link)
    assert broken == []

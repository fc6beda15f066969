"""Runbooks: whoever follows a link at night arrives."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.deploy.prometheus import ROOT, rules

RUNBOOKS = ROOT / "deploy" / "runbooks"
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Every link of a page into this repository: the path, and the heading if one is named."""
    yield from LINK.findall(page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def test_every_link_of_a_runbook_leads_to_a_file_and_to_a_heading_in_it() -> None:
    dead = {
        f"{page.name}: {path}#{anchor}"
        for page in RUNBOOKS.glob("*.md")
        for path, anchor in links(page)
        for target in [(page.parent / path) if path else page]
        if not target.exists() or (anchor and anchor not in anchors(target))
    }

    assert dead == set()


def test_the_index_names_every_alert_with_its_urgency() -> None:
    index = (RUNBOOKS / "README.md").read_text(encoding="utf-8")

    missing = {
        rule.alert
        for rule in rules()
        if f"[{rule.alert}]({rule.annotations['runbook'].removeprefix('deploy/runbooks/')})"
        f" | {rule.severity} |" not in index
    }

    assert missing == set()

"""What a demo ends with, and what is wrong with it if something is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.demo.parts import Couple
from entrypoints.demo.report import Post, Report

NAMED = 3


@dataclass(frozen=True)
class Ending:
    """The report, and what the printed one says beyond it."""

    report: Report
    couples: Sequence[Couple]
    readers: Sequence[tuple[str, int]]
    problems: tuple[str, ...]


def problems(report: Report, unsent: Sequence[str], mistakes: Mapping[str, int]) -> Iterator[str]:
    """Everything that must not happen, each in a sentence."""
    still = [pair for pair in report.pairs if pair.stage != "closed"]
    if still:
        yield f"{len(still)} pairs are not closed: {named([pair.id for pair in still])}."
    if report.totals.duplicate_messages:
        yield f"{report.totals.duplicate_messages} letters were sent twice."
    if unsent:
        yield f"{len(unsent)} messages never left: {named(unsent)}."
    for code, count in mistakes.items():
        yield f"{count} answers of simulated people were refused as {code!r}."


def named(names: Sequence[str]) -> str:
    """The first few of many."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def readers(couples: Sequence[Couple], post: Post) -> list[tuple[str, int]]:
    """Everybody by name with the number of letters, those who got most first."""
    people = {
        person.email: person.name
        for couple in couples
        for person in (couple.pair.mentee, couple.pair.mentor)
    }
    staff = couples[0].program.people
    for role in ("manager", "deputy", "sponsor"):
        contact = getattr(staff, role)
        if contact:
            people[contact.email] = f"{contact.name} ({role})"
    counts = [(name, post.by_reader.get(email, 0)) for email, name in people.items()]
    return sorted(counts, key=lambda reader: (-reader[1], reader[0]))

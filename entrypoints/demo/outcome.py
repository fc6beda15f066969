"""What a demo ends with, and what is wrong with it if something is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from entrypoints.demo.parts import Couple
from entrypoints.demo.report import Post, Report
from entrypoints.moments import count, length

NAMED = 3
SLOW = timedelta(days=1)


@dataclass(frozen=True)
class Ending:
    """The report, and what the printed one says beyond it."""

    report: Report
    couples: Sequence[Couple]
    readers: Sequence[tuple[str, int]]
    remark: str
    problems: tuple[str, ...]


def remark(delays: Sequence[timedelta]) -> str:
    """A hint where the machine could not keep up: people look late then, and they are not."""
    usual = median(delay.total_seconds() for delay in delays) if delays else 0
    if usual < SLOW.total_seconds():
        return ""
    return (
        f"This machine was busy: half of the letters took {length(usual)} of the"
        " program's time or more to arrive. Take a slower --speed to see people in time."
    )


def problems(
    report: Report, unsent: Sequence[str], bounced: Sequence[str], mistakes: Mapping[str, int]
) -> Iterator[str]:
    """Everything that must not happen, each in a sentence."""
    still = [pair.id for pair in report.pairs if pair.stage != "closed"]
    if still:
        yield f"{count(len(still), 'pair')} did not close: {named(still)}."
    if report.totals.duplicate_messages:
        yield f"{count(report.totals.duplicate_messages, 'letter')} arrived twice."
    if unsent:
        yield f"{count(len(unsent), 'message')} never left: {named(unsent)}."
    if bounced:
        yield f"{count(len(bounced), 'message')} bounced: {named(bounced)}."
    for code, number in mistakes.items():
        yield f"{count(number, 'answer')} of simulated people met the refusal {code}."


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

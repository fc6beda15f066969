"""A cohort's files: read, checked together, and told in words."""

from datetime import UTC, datetime
from typing import Any

from adapters.files.cohort_files import read_cohort
from adapters.files.text import Source
from domain.cohort.model import Pair
from domain.durations import words as length
from domain.program.model import Program
from domain.scheduling.slots import next_slot
from entrypoints.launching import Roster
from entrypoints.moments import count

LOOK_AHEAD = 8  # rhythms


def read(name: str, program: Source, people: Source, pairs: Source) -> Roster:
    """Read the files of a cohort; raises `domain.problems.BadInput` with every mistake."""
    found = read_cohort(program, people, pairs, name)
    return Roster(found.program, found.people, found.pairs)


def facts(name: str, roster: Roster) -> dict[str, Any]:
    """What the files hold, for programs."""
    return {
        "cohort": name,
        "program": {"name": roster.program.program, "version": roster.program.version},
        "people": len(roster.people),
        "pairs": [pair.id for pair in roster.pairs],
        "without_common_time": [pair.id for pair in without_common_time(roster)],
    }


def words(roster: Roster) -> list[str]:
    """What the files hold, for people; pairs that will have to find their own time are named."""
    program = roster.program
    every, mode = length(program.meetings.every), program.meetings.mode
    rhythm = f"a meeting every {every}" if mode == "booked" else f"contact every {every}"
    people = f"{len(_paired(roster))} of the {len(roster.people)} people"
    lines = [
        f"No mistakes. {count(len(roster.pairs), 'pair')}, made of {people}.",
        f"{program.title}, version {program.version}: {length(program.length)}, {rhythm}.",
    ]
    if lonely := without_common_time(roster):
        lines.append(
            f"{count(len(lonely), 'pair')} without a common free hour in the week; they will be"
            " asked to agree on a time:"
        )
        lines += [f"  {pair.mentee.name} and {pair.mentor.name}" for pair in lonely]
    return lines


def without_common_time(roster: Roster) -> list[Pair]:
    """The pairs for whom no meeting of the program's length can be booked."""
    if roster.program.meetings.mode != "booked":
        return []
    return [pair for pair in roster.pairs if not _can_meet(pair, roster.program)]


def _can_meet(pair: Pair, program: Program) -> bool:
    now = datetime.now(UTC)
    mentee, mentor = ((one.timezone, one.availability) for one in (pair.mentee, pair.mentor))
    until = now + LOOK_AHEAD * program.meetings.every
    return next_slot(mentee, mentor, program.meetings.length, now, until) is not None


def _paired(roster: Roster) -> set[str]:
    return {person.person for pair in roster.pairs for person in (pair.mentee, pair.mentor)}

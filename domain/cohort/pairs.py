"""The pairs of a cohort: each row of the pairs file checked against the people."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from domain.cohort.model import Pair, pair_id
from domain.model import Model
from domain.people.model import Person
from domain.people.roster import Roster
from domain.problems import Problem

REQUIRED = ("mentee", "mentor")
COLUMNS = (*REQUIRED, "note")

Row = tuple[int, Mapping[str, str]]
Found = list[tuple[int, str]]


class Match(Model):
    """A pair and the line that names it."""

    line: int
    pair: Pair


def read(
    file: str, rows: Iterable[Row], roster: Roster | None, cohort: str
) -> tuple[tuple[Pair, ...], list[Problem]]:
    """Turn rows into the pairs of a cohort, and name every mistake with its line.

    Where there is no roster to trust, whoever is named is taken to exist.
    """
    found: Found = []
    matches: list[Match] = []
    for line, row in rows:
        mentee, mentor = (_person(line, row, role, roster, found) for role in REQUIRED)
        if mentee and mentor:
            matches.append(Match(line=line, pair=_pair(cohort, mentee, mentor, row)))
    matches = _without_doubles(matches, found)
    found.extend(_same_person(matches))
    matches = [match for match in matches if match.pair.mentee != match.pair.mentor]
    found.extend(_second_mentors(matches))
    found.extend(_over_capacity(matches))
    found.extend(_own_managers(matches, roster) if roster else [])
    found.sort(key=lambda one: one[0])
    problems = [Problem(file=file, line=line, message=message) for line, message in found]
    return tuple(match.pair for match in matches), problems


def _person(
    line: int, row: Mapping[str, str], role: str, roster: Roster | None, found: Found
) -> Person | None:
    reference = row.get(role, "").strip()
    if not reference:
        found.extend([(line, f"`{role}` is empty")] if role in row else [])
        return None
    if roster is None:
        return Person.model_construct(
            person=reference, name=reference, email=reference, timezone="UTC"
        )
    person = roster.find(reference)
    if person is None:
        found.append((line, f"`{role}`: {roster.unknown(reference)}"))
    return person


def _pair(cohort: str, mentee: Person, mentor: Person, row: Mapping[str, str]) -> Pair:
    name = pair_id(cohort, mentee.person, mentor.person)
    note = " ".join(row.get("note", "").split())
    return Pair(id=name, mentee=mentee, mentor=mentor, note=note)


def _without_doubles(matches: Sequence[Match], found: Found) -> list[Match]:
    """The pairs, each once; two pairs whose names come out the same can't be told apart either."""
    first: dict[str, Match] = {}
    for match in matches:
        known = first.setdefault(match.pair.id, match)
        if known is match:
            continue
        if known.pair.mentee == match.pair.mentee:
            message = f"{_named(match.pair)} are a pair already on line {known.line}"
        else:
            message = f"this pair gets the same name as that on line {known.line}: {match.pair.id}"
        found.append((match.line, message))
    return list(first.values())


def _same_person(matches: Iterable[Match]) -> Found:
    return [
        (match.line, f"mentee and mentor are the same person, {match.pair.mentee.person}")
        for match in matches
        if match.pair.mentee == match.pair.mentor
    ]


def _second_mentors(matches: Iterable[Match]) -> Found:
    first: dict[str, Match] = {}
    found = []
    for match in matches:
        mentee = match.pair.mentee.person
        known = first.setdefault(mentee, match)
        if known is not match:
            mentor = known.pair.mentor.person
            message = f"{mentee} has a mentor already: {mentor}, on line {known.line}"
            found.append((match.line, message))
    return found


def _over_capacity(matches: Iterable[Match]) -> Found:
    """Every pair that a mentor can't take any more."""
    taken: Counter[str] = Counter()
    found = []
    for match in matches:
        mentor = match.pair.mentor
        taken[mentor.person] += 1
        number = taken[mentor.person]
        if mentor.capacity is not None and number > mentor.capacity:
            room = _mentees(mentor.capacity)
            found.append(
                (match.line, f"{mentor.person} takes {room}, and this is number {number}")
            )
    return found


def _mentees(count: int) -> str:
    return {0: "no mentee", 1: "one mentee"}.get(count, f"{count} mentees")


def _own_managers(matches: Iterable[Match], roster: Roster) -> Found:
    return [
        (match.line, f"{match.pair.mentor.person} is the manager of {match.pair.mentee.person}")
        for match in matches
        if match.pair.mentee.reports_to
        and roster.find(match.pair.mentee.reports_to) == match.pair.mentor
    ]


def _named(pair: Pair) -> str:
    return f"{pair.mentee.person} and {pair.mentor.person}"

"""The people of a cohort: each row checked, and each person found again by id or address."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from domain.people import availability, timezones
from domain.people.addresses import is_address
from domain.people.model import PERSON_ID, Person
from domain.problems import Problem

REQUIRED = ("person", "name", "email", "timezone")
COLUMNS = (
    *REQUIRED,
    "roles",
    "department",
    "reports_to",
    "availability",
    "offers",
    "wants",
    "style",
    "capacity",
)

Row = tuple[int, Mapping[str, str]]


class Roster:
    """People in the order of their file, found by person id or e-mail address.

    Somebody with a mistake stands here too, as far as they are known, so that one mistake does not
    look like many.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self._by_name = {person.name.casefold(): person for person in self.people}
        self._by_name |= {person.person.casefold(): person for person in self.people}
        self._found = {one.email.casefold(): one for one in reversed(self.people)}
        self._found |= {one.person: one for one in reversed(self.people)}

    def find(self, reference: str) -> Person | None:
        """Find somebody by person id or e-mail address."""
        return self._found.get(reference) or self._found.get(reference.casefold())

    def unknown(self, reference: str) -> str:
        """Say that nobody is called like this, and who was perhaps meant."""
        meant = self._by_name.get(reference.casefold())
        hint = f"; did you mean `{meant.person}`?" if meant else ""
        return f"there is no person `{reference}` in the people file{hint}"


def read(file: str, rows: Sequence[Row]) -> tuple[Roster, list[Problem]]:
    """Turn rows into people, and name every mistake with its line."""
    people: list[Person] = []
    found: list[tuple[int, str]] = []
    for line, row in rows:
        values, complaints = _values(row)
        people.append(Person(**{**_stand_ins(line), **values}))
        found.extend((line, complaint) for complaint in complaints)
    roster = Roster(people)
    lines = [line for line, _ in rows]
    found.extend(_doubles(lines, [person.person for person in people], "person"))
    found.extend(_doubles(lines, [person.email.casefold() for person in people], "e-mail address"))
    found.extend(_managers(zip(lines, people, strict=True), roster))
    found.sort(key=lambda one: one[0])
    return roster, [Problem(file=file, line=line, message=message) for line, message in found]


def _stand_ins(line: int) -> dict[str, str]:
    """What a person gets where the row has nothing that can be used."""
    return {"person": f"line-{line}", "name": f"line {line}", "email": "", "timezone": "UTC"}


def _values(row: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The values of a row that are right, and sentences on those that are not."""
    values: dict[str, Any] = {}
    complaints: list[str] = []
    for column in (column for column in COLUMNS if column in row):
        text = " ".join(row[column].split())
        try:
            if text:
                values[column] = READERS.get(column, str)(text)
            elif column in REQUIRED:
                complaints.append(f"`{column}` is empty")
        except ValueError as error:
            complaints.append(f"`{column}`: {error}")
    return values, complaints


def _doubles(lines: Sequence[int], values: Sequence[str], what: str) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    found = []
    for line, value in zip(lines, values, strict=True):
        if value in first:
            found.append((line, f"the {what} `{value}` stands already on line {first[value]}"))
        elif value:
            first[value] = line
    return found


def _managers(people: Iterable[tuple[int, Person]], roster: Roster) -> list[tuple[int, str]]:
    """Managers who are nobody; those outside of the program can be named by their address."""
    return [
        (line, f"`reports_to`: {roster.unknown(person.reports_to)}")
        for line, person in people
        if person.reports_to
        and not roster.find(person.reports_to)
        and not is_address(person.reports_to)
    ]


def _id(text: str) -> str:
    if re.fullmatch(PERSON_ID, text) is None:
        raise ValueError(f"`{text}` may have letters, digits, dots, hyphens and underscores only")
    return text


def _email(text: str) -> str:
    if not is_address(text):
        raise ValueError(f"`{text}` is not an e-mail address")
    return text


def _timezone(text: str) -> str:
    if complaint := timezones.complaint(text):
        raise ValueError(complaint)
    return text


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _capacity(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,6}", text) is None:
        raise ValueError(f"`{text}` is not a number of pairs")
    return int(text)


READERS: Mapping[str, Callable[[str], Any]] = {
    "person": _id,
    "email": _email,
    "timezone": _timezone,
    "roles": _several,
    "availability": availability.parse,
    "offers": _several,
    "wants": _several,
    "capacity": _capacity,
}

"""The people who run a program, where it names them by the people file: `manager: P001`."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.people.model import Person
from domain.people.roster import Roster
from domain.program.model import Contact, Program
from domain.program.rules import Mistake
from domain.program.wording import Path, dotted

ROLES = ("manager", "deputy", "sponsor")


def unknown(raw: Mapping[str, Any], roster: Roster) -> Iterator[Mistake]:
    """Name those whom a program, as it was written, seeks in the people file in vain."""
    people = raw.get("people")
    for role in ROLES:
        contact = people.get(role) if isinstance(people, Mapping) else None
        reference = contact.get("person") if isinstance(contact, Mapping) else contact
        if reference and isinstance(reference, str) and roster.find(reference) is None:
            path: Path = ("people", role)
            yield Mistake(path=path, message=f"{dotted(path)}: {roster.unknown(reference)}")


def resolve(program: Program, roster: Roster) -> Program:
    """Fill in name, address and time zone of those whom the program names by the people file."""
    found: dict[str, Contact] = {}
    for role in ROLES:
        contact: Contact | None = getattr(program.people, role)
        person = roster.find(contact.person) if contact and contact.person else None
        if person:
            found[role] = _contact(person)
    people = program.people.model_copy(update=found)
    return program.model_copy(update={"people": people})


def _contact(person: Person) -> Contact:
    return Contact(
        name=person.name, email=person.email, timezone=person.timezone, person=person.person
    )

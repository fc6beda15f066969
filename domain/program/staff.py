"""The people who run a program, where it names them by the people file: `manager: P001`."""

from domain.people.model import Person
from domain.people.roster import Roster
from domain.program.model import Contact, Program
from domain.program.rules import Mistake
from domain.program.wording import Path, dotted

ROLES = ("manager", "deputy", "sponsor")


def resolve(program: Program, roster: Roster) -> tuple[Program, list[Mistake]]:
    """Fill in name, address and time zone of those whom the program names by the people file."""
    found: dict[str, Contact] = {}
    wrong: list[Mistake] = []
    for role in ROLES:
        contact: Contact | None = getattr(program.people, role)
        if contact is None or not contact.person:
            continue
        person = roster.find(contact.person)
        if person:
            found[role] = _contact(person)
        else:
            path: Path = ("people", role)
            message = f"{dotted(path)}: {roster.unknown(contact.person)}"
            wrong.append(Mistake(path=path, message=message))
    people = program.people.model_copy(update=found)
    return program.model_copy(update={"people": people}), wrong


def _contact(person: Person) -> Contact:
    return Contact.model_construct(
        name=person.name, email=person.email, timezone=person.timezone, person=person.person
    )

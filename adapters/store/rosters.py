"""What makes a second launch of a cohort acceptable, whatever the cohorts are kept in."""

from collections.abc import Iterable, Sequence

from domain.cohort.model import Pair
from domain.errors import CohortConflict
from domain.people.model import Person
from domain.ports import Cohort


def check_same(stored: Cohort, given: Cohort) -> None:
    """Refuse another program or start under the name of a cohort that there is already."""
    if (stored.program, stored.start) != (given.program, given.start):
        raise CohortConflict(
            f"Cohort {given.name} was launched to start on {stored.start:%Y-%m-%d}"
            f" with version {stored.program.version} of program {stored.program.program};"
            " this launch differs from that."
        )


def everybody(people: Sequence[Person], pairs: Sequence[Pair]) -> Iterable[Person]:
    """Each person once: as the people file has them, or else as their pair has them."""
    paired = {person.person: person for pair in pairs for person in (pair.mentee, pair.mentor)}
    return (paired | {person.person: person for person in people}).values()

"""One pair as the record has it; or why there is none."""

from typing import TYPE_CHECKING

from domain.errors import NotFound
from domain.ports import Cohort
from entrypoints.launching import all_pairs
from entrypoints.moments import Times
from entrypoints.pairs import record
from entrypoints.pairs.record import Pair

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


def find(store: "Store", mentorship: str) -> Pair:
    """Rebuild a pair from its facts; raises `NotFound` with what to do instead."""
    try:
        return record.find(store, mentorship)
    except NotFound:
        raise absent(store, mentorship) from None


def absent(store: "Store", mentorship: str) -> NotFound:
    """Why there is nothing of a pair in the record."""
    for cohort in store.cohorts.list():
        if any(pair.id == mentorship for pair in all_pairs(store.cohorts, cohort.name)):
            return NotFound(_unopened(mentorship, cohort))
    return NotFound(f"There is no pair {mentorship}. The pairs are listed by: tandem cohort show")


def _unopened(mentorship: str, cohort: Cohort) -> str:
    times = Times(cohort.program.people.manager.timezone)
    return (
        f"The mentorship {mentorship} has not opened yet;"
        f" cohort {cohort.name} starts on {times.moment(cohort.start)} ({times.zone})."
    )

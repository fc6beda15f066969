"""A cohort's pairs, and how cohorts and pairs are named."""

import re

from domain.model import Model
from domain.people.model import Person

COHORT_NAME = re.compile(r"^[a-z0-9][a-z0-9-]*\Z")


class Pair(Model):
    """Two people brought together in one cohort; the id names their mentorship."""

    id: str
    mentee: Person
    mentor: Person
    note: str = ""


def is_cohort_name(name: str) -> bool:
    """Tell whether a cohort may bear this name: small letters, digits and hyphens."""
    return COHORT_NAME.match(name) is not None


def pair_id(cohort: str, mentee: str, mentor: str) -> str:
    """Name a pair by its cohort and the ids of its two people; the same again is the same pair."""
    return f"{cohort}-{mentee}-{mentor}"

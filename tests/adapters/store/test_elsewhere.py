"""Who takes part in other cohorts too."""

from typing import Any

from sqlalchemy import Engine, insert

from adapters.store.engine import writing
from adapters.store.people import MANY, SqlPeople
from adapters.store.read_schema import participation_table
from domain.readmodels.people import COUNTS
from tests.adapters.store.samples import MONDAY


def part(person: str, cohort: str, **changes: Any) -> dict[str, Any]:
    row = {
        "mentorship": f"{cohort}-{person}",
        "role": "mentee",
        "cohort": cohort,
        "program": "first-steps",
        "person": person,
        "name": person,
        "email": f"{person}@example.org",
        "opened": MONDAY,
        "stage": "active",
        "paused": False,
        "outcome": "",
        "last_seen": None,
        **dict.fromkeys(COUNTS, 0),
    }
    return row | changes


def test_people_with_an_open_mentorship_elsewhere_are_named_as_far_as_one_may_know(
    engine: Engine,
) -> None:
    rows = [
        part("ana", "spring"),
        part("ana", "autumn"),
        part("ana", "winter", program="second-steps"),
        part("ben", "summer", stage="closed"),
        part("cem", "winter", program="second-steps"),
        part("dan", "autumn"),
    ]
    with writing(engine) as connection:
        connection.execute(insert(participation_table), rows)
    asked = ["ana", "ben", "cem", *(f"nobody-{n}" for n in range(MANY))]
    people = SqlPeople(engine)

    assert people.elsewhere(asked, "spring") == {"ana": ("autumn", "winter"), "cem": ("winter",)}
    assert people.elsewhere(asked, "spring", ("first-steps",)) == {"ana": ("autumn",)}
    assert people.elsewhere([], "spring") == {}

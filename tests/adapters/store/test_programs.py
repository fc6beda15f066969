"""Published programs: a number stands for the same rules for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from adapters.store.programs import SqlPrograms
from domain.errors import NotFound
from domain.program.model import Contact, People
from tests.adapters.store.samples import MONDAY, PROGRAM

SECOND = PROGRAM.model_copy(update={"version": 2, "title": "Career growth for all"})
BY_REFERENCE = SECOND.model_copy(update={"people": People(manager=Contact(person="P001"))})


def test_every_published_version_is_kept(engine: Engine) -> None:
    programs = SqlPrograms(engine)

    programs.publish(SECOND, MONDAY)
    programs.publish(PROGRAM, MONDAY)

    assert [one.program for one in programs.all()] == [PROGRAM, SECOND]
    assert programs.get("career-growth", 2).program == SECOND


def test_what_was_published_first_stays(engine: Engine) -> None:
    programs = SqlPrograms(engine)
    first = programs.publish(PROGRAM, MONDAY)

    changed = PROGRAM.model_copy(update={"title": "Another"})
    again = programs.publish(changed, MONDAY + timedelta(days=1))

    assert again == first
    assert programs.all() == [first]


def test_people_who_are_named_by_the_people_file_stay_named_by_it(engine: Engine) -> None:
    programs = SqlPrograms(engine)

    programs.publish(BY_REFERENCE, MONDAY)

    assert programs.get("career-growth", 2).program == BY_REFERENCE


def test_a_version_that_was_never_published_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFound, match="Version 3 of program career-growth"):
        SqlPrograms(engine).get("career-growth", 3)

"""Whole lives in a record, written as workflows do: facts with the board that they leave."""

from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any

from sqlalchemy import Engine, Table, select

from adapters.store.engine import writing
from adapters.store.rebuild import LIVE
from domain.mentorship.decide import blank
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.storage import store
from domain.mentorship.turn import evolve
from domain.mentorship.views import board_row
from domain.ports import EventStore
from domain.record import Batch
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import Story


def batches(mentorship: str, story: Story, size: int = 3) -> Iterator[Batch]:
    """A story in batches of some turns, each with the board row behind it."""
    opening = story.facts[0]
    assert isinstance(opening.event, MentorshipOpened)
    state = blank(mentorship, opening.event, opening.at)
    turns = [list(facts) for _, facts in groupby(story.facts, lambda f: (f.at, f.cause))]
    for start in range(0, len(turns), size):
        facts = list(chain.from_iterable(turns[start : start + size]))
        for fact in facts:
            state = evolve(state, fact)
        yield Batch(
            stream=mentorship,
            cohort=state.cohort,
            expected=facts[0].version - 1,
            facts=tuple(store(mentorship, fact) for fact in facts),
            board=board_row(state, facts[-1].event.TYPE),
        )


def record(events: EventStore, mentorship: str, story: Story, size: int = 3) -> None:
    """Record a story."""
    for batch in batches(mentorship, story, size):
        events.append(batch)


def record_lives(events: EventStore) -> list[str]:
    """Record every life that we tell of, and one amid its troubles; returns their names."""
    troubled = Story().signed()
    troubled.passes(days=33)
    stories = [*(life() for life in LIVES), troubled]
    names = [f"pair-{number}" for number in range(len(stories))]
    for name, story in zip(names, stories, strict=True):
        record(events, name, story)
    return names


def rows(engine: Engine, *tables: Table) -> dict[str, list[dict[str, Any]]]:
    """All rows of the read models, or of some of them."""
    found = {}
    with engine.connect() as connection:
        for table in tables or LIVE:
            query = select(table).order_by(*table.primary_key.columns)
            found[table.name] = [dict(row) for row in connection.execute(query).mappings()]
    return found


def throw_away(engine: Engine) -> None:
    """Empty all read models."""
    with writing(engine) as connection:
        for table in reversed(LIVE):
            connection.execute(table.delete())

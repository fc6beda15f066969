"""What a subscription is about to get is read when it gets it, and not before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from activities.ahead import Ahead
from adapters.store.engine import make_engine
from adapters.store.event_store import event_store
from adapters.store.fake import FakeCohortStore
from adapters.store.migrate import upgrade
from adapters.store.sealed import sealing
from domain.mentorship import events as e
from domain.mentorship.storage import store
from domain.mentorship.turn import Fact
from domain.personal import ERASED
from domain.record import Batch
from tests.adapters.store.samples import MONDAY, RING
from tests.domain.webhooks.samples import webhook


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'tandem.db'}", RING)
    upgrade(engine)
    yield engine
    engine.dispose()


def test_nobody_gets_the_words_of_who_was_erased_since_the_page_was_read(engine: Engine) -> None:
    events, one = event_store(engine), webhook()
    concern = e.ConcernRaised(by="mentee", text="I feel alone")
    facts = tuple(store("m1", Fact(n, MONDAY, "r", concern)) for n in (1, 2, 3))
    batch = Batch(stream="m1", cohort="spring", expected=0, mentee="P1", mentor="P2", facts=facts)
    events.append(batch)
    ahead = Ahead(events, FakeCohortStore(), {})
    said = []
    for passed in range(3):
        progress = one.progress.passed(passed)
        fact = ahead.look(one.changed(progress=progress)).fact
        assert fact is not None
        said.append((fact.position, fact.fact.data["text"]))
        sealing(engine).vault.destroy("P1", MONDAY)

    assert said == [(1, "I feel alone"), (2, ERASED), (3, ERASED)]

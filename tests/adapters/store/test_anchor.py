"""What only an anchor shows, what an older release left, and what goes on meanwhile."""

# ruff: noqa: S608 (a forger writes SQL by hand)

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import Engine

from adapters.store.anchor import Anchor, BadAnchor
from adapters.store.event_store import event_store
from adapters.store.fact_checks import Fault
from adapters.store.verify import Audit
from tests.adapters.store import release_0_1
from tests.adapters.store.forgery import (
    ANA,
    CEM,
    NO_TRACE,
    THIRD,
    anchor_of,
    change,
    found,
    places,
    seal_anew,
    tell,
    told,
)


@pytest.fixture
def record(engine: Engine) -> Engine:
    """Ana's pair at the positions 1 to 4, 8 and 9; Cem's at 5 to 7."""
    tell(engine)
    return engine


def test_whoever_rewrites_a_whole_chain_is_shown_only_by_an_anchor(record: Engine) -> None:
    kept = anchor_of(record)
    change(record, f"UPDATE event SET cause = 'nobody' {THIRD}")
    seal_anew(record, ANA)

    assert found(record) == []
    assert places(found(record, kept)) == [("anchor", 9, "", None)]


def test_a_fact_that_does_not_fit_its_id_is_found_though_its_chain_was_rewritten(
    record: Engine,
) -> None:
    change(record, f"UPDATE event SET data = '{{}}' {THIRD}")
    seal_anew(record, ANA)

    assert places(found(record)) == [("changed", 3, ANA, 3)]


def test_facts_that_are_gone_without_a_trace_are_shown_only_by_an_anchor(record: Engine) -> None:
    kept = anchor_of(record)
    head = "(SELECT hash FROM event WHERE position = 4)"
    change(
        record,
        "DELETE FROM event WHERE position > 7",
        f"UPDATE stream SET version = 4, head = {head} WHERE id = '{ANA}'",
        *NO_TRACE,
    )

    assert found(record) == []
    (named,) = found(record, kept)
    assert "the record ends here, before the anchor at position 9" in named.says


def test_an_anchor_holds_for_ever(record: Engine) -> None:
    kept = anchor_of(record)

    event_store(record).append(told(CEM, 4, 6))

    assert found(record, kept) == []
    assert found(record, Anchor.read(f" {anchor_of(record)}\n")) == []


@pytest.mark.parametrize("text", ["", "9", "9:abc", f"x:{'0' * 64}", f"9:{'G' * 64}"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(BadAnchor):
        Anchor.read(text)


def test_facts_of_release_0_1_are_counted_and_known_by_their_ids(record: Engine) -> None:
    change(
        record,
        "UPDATE event SET hash = NULL",
        "UPDATE stream SET head = NULL",
    )
    event_store(record).append(told(CEM, 4, 6))
    audit = Audit(record)

    assert list(audit.faults()) == []
    assert (audit.facts, audit.unsealed) == (12, 9)
    change(record, f"UPDATE event SET data = '{{}}' {THIRD}")
    assert places(found(record)) == [("changed", 3, ANA, 3)]
    change(record, "UPDATE event SET cause = 'nobody' WHERE position = 4")
    assert found(record, audit.anchor)[-1].kind == "anchor"


def test_a_fact_of_an_older_release_amid_sealed_ones_needs_an_anchor_to_vouch_for_it(
    record: Engine,
) -> None:
    release_0_1.append(record, told(CEM, 4, 4))
    event_store(record).append(told(CEM, 5, 5))
    audit = Audit(record)

    assert places(list(audit.faults())) == [("unsealed", 10, CEM, 4)]
    assert found(record, audit.anchor) == []


def test_while_commands_go_on_nothing_is_suspected(record: Engine) -> None:
    """Readers and writers meet in every order; what is half done is never seen."""
    finished = Event()

    def write(pair: int) -> None:
        stream = f"spring-{pair}"
        for version in range(1, 11):
            event_store(record).append(told(stream, version, version))

    def verify() -> list[Fault]:
        faults: list[Fault] = []
        while not finished.is_set():
            faults += found(record)
        return faults + found(record)

    with ThreadPoolExecutor(4) as threads:
        verifying = threads.submit(verify)
        list(threads.map(write, range(6)))
        finished.set()

    assert verifying.result() == []
    assert anchor_of(record).position >= 69

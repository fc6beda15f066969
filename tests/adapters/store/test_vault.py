"""The keys of people hang on one ring, and a machine that has another is told so at once."""

import contextlib
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, delete, event

from adapters.keys.ring import KeyRing, new_key
from adapters.store.vault import OtherRing, Vault
from adapters.store.vault_schema import person_key_table
from tests.adapters.store.samples import MONDAY, RING

OTHERS = KeyRing.read(new_key())
LIKE_NAMED = KeyRing.read(new_key("test"))


def test_every_ring_will_do_until_somebody_has_a_key(engine: Engine) -> None:
    Vault(engine, OTHERS).prove()


@pytest.mark.parametrize("other", [OTHERS, LIKE_NAMED], ids=["other key", "same name"])
def test_another_ring_is_refused_before_it_wraps_anything(engine: Engine, other: KeyRing) -> None:
    Vault(engine, RING).of(["ana", "ben"])

    with pytest.raises(OtherRing, match=r"keys of people \(2\) are under 'test'"):
        Vault(engine, other).prove()
    with pytest.raises(OtherRing):
        Vault(engine, other).of(["cem"])
    assert Vault(engine, RING).under() == {"test": 2}


def test_of_two_rings_that_come_at_the_same_moment_one_is_refused(engine: Engine) -> None:
    start = threading.Barrier(2)

    def gives_a_key(ring: KeyRing, person: str) -> bool:
        vault = Vault(engine, ring)
        start.wait()
        try:
            vault.of([person])
        except OtherRing:
            return False
        return True

    for _ in range(10):
        with ThreadPoolExecutor() as pool:
            ours = pool.submit(gives_a_key, RING, "ana")
            theirs = pool.submit(gives_a_key, OTHERS, "ben")
        assert sorted([ours.result(), theirs.result()]) == [False, True]
        with engine.begin() as connection:
            connection.execute(delete(person_key_table))


def test_many_threads_that_give_their_first_keys_do_not_wait_for_each_others_connections(
    engine: Engine,
) -> None:
    vault, start = Vault(engine, RING), threading.Barrier(20)

    def gives_a_key(number: int) -> set[str]:
        start.wait()
        return set(vault.of([f"person {number}", "ana"]))

    with ThreadPoolExecutor(20) as pool:
        given = list(pool.map(gives_a_key, range(20)))

    assert given == [{f"person {number}", "ana"} for number in range(20)]


def test_a_ring_that_was_changed_step_by_step_is_the_same_ring(engine: Engine) -> None:
    Vault(engine, RING).of(["ana"])
    wider = RING.adding(new_key("new")).using("new")
    Vault(engine, wider).of(["ben"])
    Vault(engine, wider).prove()
    with pytest.raises(OtherRing, match=r"keys of people \(1\) are under 'new'"):
        Vault(engine, RING).prove()

    assert Vault(engine, wider).rewrap() == 1
    Vault(engine, wider.dropping("test")).prove()


def test_what_is_under_a_lost_key_is_given_up_and_the_rest_goes_on(engine: Engine) -> None:
    (ana,) = Vault(engine, RING).of(["ana"]).values()
    vault = Vault(engine, OTHERS)

    assert vault.lose("test", MONDAY) == 1

    vault.prove()
    assert vault.named([ana.id])[ana.id].secret is None
    assert vault.of(["ana"])["ana"].id != ana.id
    assert vault.lose("test", MONDAY) == 0


def test_a_key_that_is_destroyed_while_it_is_read_is_not_remembered(engine: Engine) -> None:
    (ana,) = Vault(engine, RING).of(["ana"]).values()
    vault = Vault(engine, RING)

    def erased() -> None:
        Vault(engine, RING).destroy("ana", MONDAY)
        vault.notice(1)

    with meanwhile(engine, erased):
        vault.named([ana.id])

    assert vault.named([ana.id])[ana.id].secret is None
    assert vault.of(["ana"])["ana"].id != ana.id


def test_many_who_read_at_once_find_their_keys_while_others_are_erased(engine: Engine) -> None:
    people = [f"person {number}" for number in range(8)]
    vault = Vault(engine, RING)
    ids = {key.id for key in vault.of(people).values()}
    over = threading.Event()

    def erases() -> None:
        for destroyed in itertools.count(1):
            vault.notice(destroyed)
            if over.wait(0.0005):
                return

    def reads() -> bool:
        return all(vault.named(ids).keys() == ids for _ in range(3000))

    with ThreadPoolExecutor() as pool, hurried():
        erasing = pool.submit(erases)
        found = [each.result() for each in [pool.submit(reads) for _ in range(4)]]
        over.set()
        erasing.result()

    assert all(found)


@contextlib.contextmanager
def meanwhile(engine: Engine, happens: Callable[[], object]) -> Iterator[None]:
    """Something that happens once, between a reader's look at the database and what follows."""
    waiting = [happens]

    def then(*_: object) -> None:
        while waiting:
            waiting.pop()()

    event.listen(engine, "after_cursor_execute", then)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", then)


@contextlib.contextmanager
def hurried() -> Iterator[None]:
    """Threads take turns all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)

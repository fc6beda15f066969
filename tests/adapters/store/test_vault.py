"""The keys of people hang on one ring, and a machine that has another is told so at once."""

import pytest
from sqlalchemy import Engine

from adapters.keys.ring import KeyRing, new_key
from adapters.store.vault import OtherRing, Vault
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

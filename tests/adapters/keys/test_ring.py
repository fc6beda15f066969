"""The key ring: the first key is the current one, each purpose has keys of its own."""

import base64

import pytest

from adapters.keys.ring import KeyRing, KeyRingInvalid, new_key
from domain.errors import UnknownKey

KEY = base64.b64encode(b"k" * 32).decode()


def test_the_first_key_is_the_current_one_and_the_others_stay_readable() -> None:
    ring = KeyRing.read(f"{new_key('2026-11')}\n{new_key('2025-11')}\n")

    assert ring.current == "2026-11"
    assert ring.ids == ("2026-11", "2025-11")
    assert ring.key("2025-11", "payloads") != ring.key("2026-11", "payloads")


def test_a_new_key_is_for_reading_until_it_is_used_and_an_old_one_can_be_dropped() -> None:
    old = KeyRing.read(new_key("2025-11"))

    both = old.adding(new_key("2026-11"))
    turned = both.using("2026-11")

    assert (both.current, turned.current) == ("2025-11", "2026-11")
    assert turned.key("2025-11", "payloads") == old.key("2025-11", "payloads")
    assert KeyRing.read(turned.written()).ids == ("2026-11", "2025-11")
    assert turned.dropping("2025-11").ids == ("2026-11",)
    with pytest.raises(KeyRingInvalid, match="2026-11 is the current one"):
        turned.dropping("2026-11")
    with pytest.raises(UnknownKey, match="'2027-11' is not on the ring"):
        turned.using("2027-11")
    with pytest.raises(KeyRingInvalid, match="The key 2025-11 is on the ring twice"):
        turned.adding(new_key("2025-11"))


def test_each_purpose_has_keys_of_its_own_that_stay_the_same() -> None:
    ring, again = KeyRing.read(f"a:{KEY}"), KeyRing.read(f"a:{KEY}")

    assert ring.key("a", "payloads") == again.key("a", "payloads")
    assert ring.key("a", "payloads") != ring.key("a", "person keys")
    assert len(ring.key("a", "payloads")) == 32


def test_a_key_that_is_not_there_is_named_and_no_key_is_shown() -> None:
    ring = KeyRing.read(f"a:{KEY}")

    with pytest.raises(UnknownKey, match="'b' is not on the ring, which has a"):
        ring.key("b", "payloads")
    assert repr(ring) == "KeyRing(a)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no key on the ring"),
        (KEY, "Key 1 of the ring has no id"),
        (f"a:{KEY} a:{KEY}", "The key a is on the ring twice"),
        (f"a:{KEY}, b:{KEY[:-8]}", "The key b of the ring is not 32 bytes"),
        ("a:hunter2!", "The key a of the ring is not 32 bytes"),
    ],
)
def test_a_ring_that_is_not_right_says_where(text: str, said: str) -> None:
    with pytest.raises(KeyRingInvalid, match=said) as error:
        KeyRing.read(text)

    assert KEY[:-8] not in str(error.value)

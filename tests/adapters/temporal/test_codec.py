"""What goes to Temporal is encrypted, and comes back with any key that was ever used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError, FailureError

from adapters.keys.ring import KeyRing, new_key
from adapters.temporal.codec import ENCODING, KEY_ID, Cipher, Unreadable, converter
from domain.errors import UnknownKey
from domain.ports import Keys

SPRING = new_key("spring")
OLD = KeyRing.read(SPRING)
BOTH = KeyRing.read(f"{new_key('autumn')} {SPRING}")
LETTER = Payload(metadata={"encoding": b"json/plain"}, data=b'"Ann Ito, ann@example.org"')


async def there(keys: Keys, *payloads: Payload) -> list[Payload]:
    """What Temporal gets to see."""
    return await Cipher(keys).encode(payloads)


async def back(keys: Keys, *payloads: Payload) -> list[Payload]:
    """What comes back from there."""
    return await Cipher(keys).decode(payloads)


async def test_temporal_sees_neither_what_is_said_nor_of_what_kind_it_is() -> None:
    (sealed,) = await there(OLD, LETTER)

    assert dict(sealed.metadata) == {"encoding": ENCODING, KEY_ID: b"spring"}
    assert b"Ann" not in sealed.SerializeToString()
    assert b"json" not in sealed.SerializeToString()
    assert await back(OLD, sealed) == [LETTER]


async def test_the_same_twice_looks_different_each_time() -> None:
    first, second = await there(OLD, LETTER, LETTER)
    assert first.data != second.data


@given(st.binary(max_size=2000), st.binary(max_size=20))
async def test_any_payload_comes_back_as_it_was(data: bytes, encoding: bytes) -> None:
    payload = Payload(metadata={"encoding": encoding}, data=data)
    assert await back(OLD, *await there(OLD, payload)) == [payload]


async def test_what_an_old_key_has_encrypted_is_read_beside_the_new_one() -> None:
    old, new = *await there(OLD, LETTER), *await there(BOTH, LETTER)

    assert [one.metadata[KEY_ID] for one in (old, new)] == [b"spring", b"autumn"]
    assert await back(BOTH, old, new) == [LETTER, LETTER]


async def test_what_was_never_encrypted_is_read_as_it_is() -> None:
    assert await back(OLD, LETTER) == [LETTER]


async def test_a_key_that_is_missing_is_named_and_asked_for_again() -> None:
    (new,) = await there(BOTH, LETTER)

    with pytest.raises(UnknownKey, match="autumn") as missing:
        await back(OLD, new)
    assert not isinstance(missing.value, ApplicationError)  # that would end workflows for good


@pytest.mark.parametrize("at", [0, 5, 12, 20, -1])
async def test_what_was_changed_on_the_way_is_refused(at: int) -> None:
    (sealed,) = await there(OLD, LETTER)
    changed = bytearray(sealed.data)
    changed[at] ^= 1

    with pytest.raises(Unreadable):
        await back(OLD, Payload(metadata=sealed.metadata, data=bytes(changed)))
    with pytest.raises(Unreadable):
        await back(OLD, Payload(metadata=sealed.metadata, data=sealed.data[:at]))


async def test_a_payload_is_bound_to_the_key_that_it_names() -> None:
    (sealed,) = await there(OLD, LETTER)
    renamed = Payload(metadata={"encoding": ENCODING, KEY_ID: b"autumn"}, data=sealed.data)

    with pytest.raises(Unreadable):
        await back(BOTH, renamed)


async def test_a_failure_says_nothing_on_its_way_but_its_type() -> None:
    told = "Ben Cruz has two mentees already"
    there, failure = converter(OLD), Failure()
    await there.encode_failure(raised(ApplicationError(told, type="mentor_is_full")), failure)

    seen = failure.SerializeToString()
    assert (failure.message, failure.stack_trace) == ("Encoded failure", "")
    assert failure.application_failure_info.type == "mentor_is_full"
    assert b"Ben" not in seen
    assert b"test_codec" not in seen
    back = await there.decode_failure(failure)
    assert isinstance(back, FailureError)
    assert back.message == told


def raised(error: ApplicationError) -> ApplicationError:
    """The error with a trace of where it came from."""
    with pytest.raises(ApplicationError) as found:
        raise error
    return found.value


async def test_a_failure_of_before_is_read_as_it_is() -> None:
    failure = Failure()
    await pydantic_data_converter.encode_failure(ApplicationError("no mail"), failure)

    assert str(await converter(OLD).decode_failure(failure)) == "no mail"

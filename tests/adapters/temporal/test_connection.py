"""A server that can't be reached is told with the reason that most people meet."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from adapters.temporal.connection import TemporalUnreachable, connect
from entrypoints.web.server import listen


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of somebody who takes connections and says nothing."""
    with closing(listen("127.0.0.1", 0)) as door:
        yield "{}:{}".format(*door.getsockname())


async def refusal(address: str, patience: float = 20.0) -> str:
    with pytest.raises(TemporalUnreachable) as refused:
        await connect(address, patience=patience)
    return str(refused.value)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1:1", "nobody listens there"),
        (
            f"{'x' * 64}.invalid:7233",
            "nobody of that name is known here",
        ),  # too long to be asked for
        ("127.0.0.1:port", "that is no address"),
    ],
)
async def test_a_server_that_cannot_be_reached_is_told_with_the_reason(
    address: str, why: str
) -> None:
    assert await refusal(address) == f"The Temporal server at {address} can't be reached: {why}."


async def test_a_server_that_says_nothing_is_told_from_one_that_is_not_there(silent: str) -> None:
    assert (await refusal(silent, 0.5)).endswith("can't be reached: nobody answers there.")

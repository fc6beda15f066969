"""What encryption costs: payloads that go to Temporal and come back, with the codec and without.

A payload of a mentorship has from some hundred bytes (a receipt) to some ten thousand (the state
that a new run begins with).
"""

import asyncio
from collections.abc import Iterator
from time import process_time

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter

from adapters.keys.ring import KeyRing, new_key
from adapters.temporal.codec import converter
from benchmarks.rows import Row, in_turn

ROUNDS, TIMES = 15, 2000
SIZES = (300, 3_000, 12_000)  # bytes of JSON


def main() -> Iterator[Row]:
    """A row a size: how long one takes there and back."""
    encrypting = converter(KeyRing.read(new_key("bench")))
    for size in SIZES:
        value = {"words": ["mentee"] * (size // 9)}
        ways = [
            lambda _, one=one, value=value: asyncio.run(there_and_back(one, value))
            for one in (pydantic_data_converter, encrypting)
        ]
        bare, whole = in_turn(ways, ROUNDS, process_time)
        more = (whole - bare) / TIMES * 1e6
        yield Row(
            f"codec: {size:,} bytes of JSON, there and back",
            f"{whole / TIMES * 1e6:.0f} µs of CPU, {more:.0f} of them for the codec",
            f"in clear, {bare / TIMES * 1e6:.0f} µs",
            whole / bare,
        )
    sealed = asyncio.run(encrypting.encode([{"words": []}]))[0]
    plain = asyncio.run(pydantic_data_converter.encode([{"words": []}]))[0]
    yield Row("codec: what a payload grows by", f"{sealed.ByteSize() - plain.ByteSize()} bytes")


async def there_and_back(one: DataConverter, value: object) -> None:
    """Encode and decode a value, again and again."""
    for _ in range(TIMES):
        payloads = await one.encode([value])
        await one.decode(payloads)

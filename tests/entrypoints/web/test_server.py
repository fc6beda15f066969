"""The door through which browsers come in."""

import asyncio
import socket

from entrypoints.web.server import listen


async def test_no_part_of_a_page_waits_for_another_on_the_wire() -> None:
    undelayed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        undelayed.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    door = listen("127.0.0.1", 0)
    async with await asyncio.start_server(answer, sock=door):
        _, visitor = await asyncio.open_connection(*door.getsockname())
        assert await undelayed
        visitor.close()
        await visitor.wait_closed()

"""A relay that accepts everything, as cheaply as it can, in a process of its own; prints its port.

An argument is how many milliseconds it takes for each answer, as a relay beyond a network does.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

ANSWERS = {b"EHLO": b"250-bench\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}
ANSWERS_IN_S = float(sys.argv[1]) / 1000 if len(sys.argv) > 1 else 0.0


async def _think() -> None:
    if ANSWERS_IN_S:
        await asyncio.sleep(ANSWERS_IN_S)


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 bench\r\n")
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while line := await reader.readline():
            word = line[:4].upper()
            await _think()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                await _think()
                writer.write(b"250 taken\r\n")
            else:
                writer.write(ANSWERS.get(word, b"250 ok\r\n"))
            if word == b"QUIT":
                break
    writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_talk, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())

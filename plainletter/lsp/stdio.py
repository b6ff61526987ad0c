"""Messages over standard input and output: a header with the length, then so many bytes of JSON."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

MOST_BYTES = 128 * 2**20
"""Bytes of one message; the largest letter that anybody opens takes a tenth of it."""

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*([0-9]{1,19})[ \t]*\r?\n", re.IGNORECASE)
_LONGEST_LINE = 64 * 1024
_CHUNK = 2**20


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message; b"" for one that is too large, which is passed over. None at the end of the stream.
    Lines that are no header are passed over too."""
    length: int | None = None
    while True:
        line = stream.readline(_LONGEST_LINE)
        if not line:
            return None
        found = _LENGTH.fullmatch(line)
        if found:
            length = int(found[1])
        elif not line.strip() and length is not None:
            break
    if length > MOST_BYTES:
        while length:
            piece = stream.read(min(length, _CHUNK))
            if not piece:
                return None
            length -= len(piece)
        return b""
    body = stream.read(length)
    return body if len(body) == length else None


class Writer:
    """Where messages go. When nobody takes them any more, `gone` is called once and the rest is dropped."""

    def __init__(self, stream: BinaryIO, gone: Callable[[], None]) -> None:
        self._stream = stream
        self._gone: Callable[[], None] | None = gone

    def write(self, data: bytes) -> None:
        """Send the bytes of a message."""
        if self._gone is None:
            return
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            gone, self._gone = self._gone, None
            gone()

    def close(self) -> None:
        """Nothing: the stream belongs to whoever opened it."""


async def converse(
    stdin: BinaryIO,
    stdout: BinaryIO,
    begin: Callable[[Writer], None],
    receive: Callable[[bytes], bool],
) -> None:
    """Give each message that comes in to `receive`, until it says False or the other side is gone."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[bytes | None] = asyncio.Queue()

    def listen() -> None:
        message: bytes | None = b""
        while message is not None:
            try:
                message = read_message(stdin)
            except (OSError, ValueError, MemoryError):
                message = None
            with suppress(RuntimeError):  # The loop is closed.
                loop.call_soon_threadsafe(waiting.put_nowait, message)

    begin(Writer(stdout, lambda: waiting.put_nowait(None)))
    threading.Thread(target=listen, name="listen", daemon=True).start()
    while (message := await waiting.get()) is not None:
        if not receive(message):
            return

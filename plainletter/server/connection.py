"""One connection to the service: it has to come to the point, and to take its answer.

Uvicorn gives a client any time to send the head of a request, and any time to take an answer; a few hundred
that do neither would keep everybody else out. Here both have an end, and where there is no room left the one
that has dawdled longest makes way for the next.
"""

from __future__ import annotations

import asyncio
import json
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from plainletter.server.guard import HEADERS

_UNREADABLE = json.dumps({"error": "The request is not HTTP as it should be."}).encode()


class Connection(H11Protocol):
    """A client's connection.

    most: connections at a time; those whose letter is being checked are not counted out. head_seconds: how
    long the head of a request may take, and the rest of a body that is answered already. read_seconds: how
    long a client may take over an answer.
    """

    most: ClassVar[int] = 512
    head_seconds: ClassVar[float] = 10.0
    read_seconds: ClassVar[float] = 30.0

    _late: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _since = 0.0

    @property
    def works(self) -> bool:
        """True while the client has sent all and waits for its answer."""
        return self.cycle is not None and not (self.cycle.more_body or self.cycle.response_started)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.most:
            others = (c for c in self.connections if isinstance(c, Connection) and not c.works)
            # Not the new one itself, unless there is no other.
            oldest = min(others, key=lambda c: c._since)
            oldest.transport.abort()
            # It goes when the loop comes round; others may come in before.
            self.connections.discard(oldest)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        for timer in (self._late, self._unread):
            if timer is not None:
                timer.cancel()

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        elif self._late is not None:
            self._late.cancel()
            self._late = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete:
            self._wait()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self.read_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP as everything is answered: in one line, with our headers."""
        del msg
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            headers = (
                (b"content-type", b"application/json"),
                (b"content-length", str(len(_UNREADABLE)).encode()),
                (b"connection", b"close"),
                *HEADERS,
            )
            head = b"".join(b"%s: %s\r\n" % header for header in headers)
            self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + _UNREADABLE)
        self.transport.close()

    def _wait(self) -> None:
        """The client is to begin a request, or to end one that is answered."""
        if self._late is None:
            self._since = self.loop.time()
            self._late = self.loop.call_later(self.head_seconds, self._overdue)

    def _overdue(self) -> None:
        if self.transport.get_write_buffer_size():  # It is still taking its last answer.
            self._late = self.loop.call_later(self.read_seconds, self.transport.abort)
        else:
            self.transport.abort()

"""Keeps strangers out of the service: hosts, origins, tokens, sizes and times, before any route is reached.

A page of the web that a person has open can reach this machine with a name of its own (DNS rebinding), or
post a form across origins; neither gets past the check of the Host and Origin headers. Slow and endless
bodies are cut off while they come in.
"""

from __future__ import annotations

import asyncio
import hmac
import html
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
)
"""Sent with every answer."""

OPEN_PATHS = frozenset({"/health"})
"""Answered without a token, since they say nothing of letters."""

PAGES = frozenset({"/", "/reviewed"})
"""What a browser asks for by itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """hosts: names by which this service may be called, beside this machine's own. token: what callers have
    to show; "" for none. body: bytes of a request. seconds: how long its body may take to come in. together:
    how many of the largest requests may be in memory at a time."""

    hosts: frozenset[str] = frozenset()
    token: str = ""
    body: int = 26 * 1024 * 1024
    seconds: float = 30.0
    together: int = 8


class Refused(Exception):
    """A request that is not let in: status and one clear line."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Guard:
    """The outermost layer of the service."""

    def __init__(self, app: Application, limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self._held = 0  # Bytes of all bodies that are in memory.

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it with the reason why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # No web sockets here.

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        headers = _headers(scope)
        body = _Body()
        try:
            await self._check(scope, headers, body, receive)
            if not body.gone:
                await self.app(scope, _replayed(body.whole(), receive), secured)
        except Refused as refused:
            if refused.status in (413, 503):
                body.whole()
                # A client that is still sending would not hear the answer.
                await _drain(receive, 4 * self.limits.body, min(5, self.limits.seconds))
            as_page = scope["path"] in PAGES and "text/html" in headers.get("accept", "")
            await _answer(secured, refused.status, str(refused), as_page=as_page)
        finally:
            self._held -= body.size

    async def _check(
        self, scope: Scope, headers: dict[str, str], body: _Body, receive: Receive
    ) -> None:
        """Let a request in with its body. Raises `Refused`."""
        self._check_host(headers)
        self._check_origin(headers)
        self._check_token(scope, headers)
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise Refused(415, "Send the letter as it is, not compressed.")
        await self._take_in(body, scope["path"], headers, receive)

    def _check_host(self, headers: dict[str, str]) -> None:
        name = _host_name(headers.get("host", ""))
        if name not in OWN_NAMES and name not in self.limits.hosts:
            raise Refused(
                421, "This address is not one the service answers to. Use 127.0.0.1 or --host-name."
            )

    def _check_origin(self, headers: dict[str, str]) -> None:
        origin = headers.get("origin", "").lower()
        # Extensions of browsers have origins of their own, and no page can take one on.
        if not origin or not origin.startswith(("http://", "https://", "null")):
            return
        if origin.partition("://")[2] != headers.get("host", "").lower():
            raise Refused(403, "Another web page may not use this service.")

    def _check_token(self, scope: Scope, headers: dict[str, str]) -> None:
        if not self.limits.token or scope["path"] in OPEN_PATHS:
            return
        kind, _, shown = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            shown = _password(shown)
        if not hmac.compare_digest(shown.encode(), self.limits.token.encode()):
            raise Refused(401, "A token is needed. Send it as “Authorization: Bearer TOKEN”.")

    async def _take_in(
        self, body: _Body, path: str, headers: dict[str, str], receive: Receive
    ) -> None:
        most = self.limits.body
        told = f"The letter is too large: at most {most // 2**20} MB are taken."
        if path in PAGES:
            most = on_a_page(most)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            raise Refused(413, told)
        try:
            async with asyncio.timeout(self.limits.seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        body.gone = True
                        return
                    piece = message.get("body", b"")
                    body.add(piece)
                    self._held += len(piece)
                    if body.size > most:
                        raise Refused(413, told)
                    if self._held > self.limits.together * on_a_page(self.limits.body):
                        raise Refused(503, "Too many letters are coming in. Try again soon.")
                    if not message.get("more_body", False):
                        return
        except TimeoutError:
            raise Refused(
                408, f"The letter took more than {self.limits.seconds:g} seconds to come in."
            ) from None


class _Body:
    """The body of a request. size: bytes that came in. gone: the client has gone before its end."""

    __slots__ = ("_data", "gone", "size")

    def __init__(self) -> None:
        self._data = bytearray()
        self.size = 0
        self.gone = False

    def add(self, piece: bytes) -> None:
        """Take in what follows."""
        self._data += piece
        self.size += len(piece)

    def whole(self) -> bytes:
        """All of it, which is kept here no longer."""
        data, self._data = self._data, bytearray()
        return bytes(data)


def on_a_page(letter: int) -> int:
    """Bytes of a form of our page that holds a letter of so many: letters travel as base64, with their changes."""
    return letter * 4 // 3 + 2**20


def _headers(scope: Scope) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


def _host_name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of an IPv6 address."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()


def _password(credentials: str) -> str:
    """The password of HTTP's basic scheme, which word processors offer fields for; "" for none."""
    import base64
    import binascii

    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands out the body that was read already, and then what comes from the client."""
    handed = False

    async def again() -> Message:
        nonlocal handed
        if not handed:
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again


async def _drain(receive: Receive, most: int, seconds: float) -> None:
    """Take in the rest of a body and drop it: up to `most` bytes, for so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while most > 0:
                message = await receive()
                most -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return


async def _answer(send: Send, status: int, message: str, *, as_page: bool) -> None:
    """Answer with one line: as JSON, or for a browser without our script as a page."""
    if as_page:
        kind = b"text/html; charset=utf-8"
        title = "<!DOCTYPE html><html lang=en-GB><title>Not done – plainletter</title>"
        body = f'{title}<main><p id="status">{html.escape(message)}</p></main>'.encode()
    else:
        kind = b"application/json"
        body = json.dumps({"error": message}).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if status == 401:
        # A browser asks its user for a name and a password; the token is the password.
        way = b'Basic realm="plainletter", charset="UTF-8"' if as_page else b"Bearer"
        headers.append((b"www-authenticate", way))
    if status in (408, 413, 503):
        headers.append((b"connection", b"close"))
    if status == 503:
        headers.append((b"retry-after", b"2"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

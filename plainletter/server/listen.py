"""Runs the service on an address until it is told to stop."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from plainletter.errors import UsageError

if TYPE_CHECKING:
    from uvicorn import Server

    from plainletter.server.connection import Connection

STOP_SECONDS = 10
"""Seconds that answers under way have to be finished after a request to stop."""


def listen(app: Any, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve `app` until Ctrl-C or a request to end; `on_ready` is told the address.

    Raises `UsageError` where the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
    except (OSError, OverflowError) as error:
        door.close()
        told = getattr(error, "strerror", None) or "no such address"
        raise UsageError(
            f"{host}:{port}: cannot be listened on ({told}). Choose another --port."
        ) from None
    number = door.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    with door:
        on_ready(f"http://{shown}:{number}")
        server(app).run(sockets=[door])


def server(app: Any, connection: type[Connection] | None = None) -> Server:
    """What serves `app`; `connection` is the kind of its connections, ours unless told otherwise."""
    import uvicorn

    from plainletter.server.connection import Connection

    # Whatever a library has to say about a request could hold words of a letter.
    logging.getLogger().addHandler(logging.NullHandler())
    return uvicorn.Server(
        uvicorn.Config(
            app, http=connection or Connection, log_config=None, log_level="critical",
            access_log=False, server_header=False, date_header=False, lifespan="on", ws="none",
            timeout_keep_alive=5, timeout_graceful_shutdown=STOP_SECONDS,
        )
    )  # fmt: skip

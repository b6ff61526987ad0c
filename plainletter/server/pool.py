"""Runs checks in processes: as many at a time as there are, few in waiting, none for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from dataclasses import replace
from functools import partial
from typing import Any

from plainletter.config import Config
from plainletter.limits import settle
from plainletter.server.jobs import Answer, warm_up
from plainletter.workers import Workers

WAITING = 32
"""Requests that may wait for each process; with more, a client waits longer than a person would."""


class Busy(Exception):
    """All processes have work, and enough requests are waiting already."""


class TookTooLong(Exception):
    """The check was ended because it took longer than allowed."""


class Died(Exception):
    """The process that did the check came to an end."""


class Pool:
    """Processes that check letters. `seconds` is how long one check may take."""

    def __init__(
        self, workers: int, seconds: float, config: Config, waiting: int = WAITING
    ) -> None:
        self.workers = workers
        self.limits = replace(config.limits, seconds=seconds)
        self.most = workers * (1 + waiting)
        self.config = config
        self.running = 0
        self._workers: Workers | None = None

    def start(self) -> None:
        """Start the processes; each loads rules and language while the first requests come in."""
        self._workers = Workers(self.workers, _ready, (self.config,))
        for _ in range(self.workers):
            self._workers.submit(self.limits, warm_up, self.config)

    def stop(self) -> None:
        """End the processes; what is being checked is dropped."""
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    async def run(self, job: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        """Run a job and wait for its answer.

        Raises `Busy`, `TookTooLong`, `Died`, and what the job raises. When the caller goes away a job that
        has not begun is dropped.
        """
        if self._workers is None or self.running >= self.most:
            raise Busy
        self.running += 1
        future: Future[Answer] = self._workers.submit(self.limits, partial(job, *args, **kwargs))
        future.add_done_callback(lambda _: self._done())
        from pebble import ProcessExpired

        try:
            return await asyncio.shield(asyncio.wrap_future(future))
        except asyncio.CancelledError:
            if not future.running():  # Ending a process costs the next request its start.
                future.cancel()
            raise
        except TimeoutError:
            raise TookTooLong from None
        except ProcessExpired:
            raise Died from None

    def _done(self) -> None:
        self.running -= 1


def _ready(config: Config) -> None:
    """Every letter that comes to this process has the limits of the service's settings."""
    settle(config.limits)
    warm_up(config)

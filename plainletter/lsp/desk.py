"""The letters that are open: each is checked again once its writer pauses, and only the newest version counts.

Checks run in a thread of their own, one after the other. One of a version that is no longer the newest is
thrown away when it ends.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from plainletter.lsp.check import Checked
from plainletter.lsp.texts import Letter

T = TypeVar("T")

PAUSE = 0.3
"""Seconds without a change after which a letter is checked: shorter than anybody thinks about a word."""

SLOW = 30.0
"""Seconds of a check after which the writer is told that it goes on: the longest letters take 20."""


class Worker:
    """A thread that does one job after the other. Nobody waits for it when the process ends."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = (
            SimpleQueue()
        )
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def run(self, job: Callable[[], T]) -> asyncio.Future[T]:
        """Have a job done; one whose future is cancelled before its turn comes is dropped."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put((job, future))
        return future

    def stop(self) -> None:
        """End the thread once the jobs that are waiting are done; nobody waits for that."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (waiting := self._jobs.get()) is not None:
            job, future = waiting
            if future.cancelled():
                continue
            result, error = None, None
            try:
                result = job()
            except Exception as raised:
                error = raised
            with suppress(RuntimeError):  # The loop is closed: the answer is for nobody.
                future.get_loop().call_soon_threadsafe(_settle, future, result, error)


def _settle(future: asyncio.Future[Any], result: Any, error: Exception | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


class Closed(Exception):
    """The letter is not open, or was closed while its check was waited for."""


@dataclass(slots=True)
class _Entry:
    """An open letter. `wanted` counts the reasons for a check, so that a new one is seen while one is under
    way; `settled` is set while `last` is about the newest of them."""

    letter: Letter
    wanted: int = 0
    last: Checked | None = None
    task: asyncio.Task[None] | None = None
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Desk:
    """Keeps the open letters checked. `check` is called in the worker's thread with a letter and what was
    found in it before; `publish` gets what is newest, `failed` what `check` raises, `slow` a letter whose
    check takes long."""

    def __init__(
        self,
        check: Callable[[Letter, Checked | None], Checked],
        publish: Callable[[Checked], None],
        failed: Callable[[Letter, Exception], None],
        slow: Callable[[Letter], None],
        pause: float = PAUSE,
        patience: float = SLOW,
    ) -> None:
        self._check = check
        self._publish = publish
        self._failed = failed
        self._slow = slow
        self._pause = pause
        self._patience = patience
        self._worker = Worker("check")
        self._open: dict[str, _Entry] = {}

    @property
    def letters(self) -> list[str]:
        """The addresses of the open letters."""
        return list(self._open)

    def open(self, letter: Letter) -> None:
        """Take a letter, and check it at once."""
        self.close(letter.uri)
        entry = self._open[letter.uri] = _Entry(letter)
        entry.hurry.set()
        self._want(entry)

    def change(self, uri: str, change: Callable[[Letter], Letter]) -> None:
        """Change a letter, and check it once its writer pauses. Raises `Closed` for one that is not open."""
        entry = self._entry(uri)
        entry.letter = change(entry.letter)
        self._want(entry)

    def again(self, uri: str) -> None:
        """Check a letter at once, whose settings may be others now; nothing for one that is not open."""
        entry = self._open.get(uri)
        if entry is not None:
            entry.hurry.set()
            self._want(entry)

    def close(self, uri: str) -> None:
        """Forget a letter; whoever waits for its check gets `Closed`."""
        entry = self._open.pop(uri, None)
        if entry is not None:
            entry.settled.set()

    def stop(self) -> None:
        """Check nothing more."""
        self._worker.stop()

    async def checked(self, uri: str) -> Checked:
        """What is found in the newest version, without waiting for a pause. Raises `Closed`, and so too
        where the check itself failed."""
        entry = self._entry(uri)
        if not entry.settled.is_set():
            entry.hurry.set()
            await entry.settled.wait()
        if self._gone(entry) or entry.last is None:
            raise Closed
        return entry.last

    def _gone(self, entry: _Entry) -> bool:
        return self._open.get(entry.letter.uri) is not entry

    def _entry(self, uri: str) -> _Entry:
        try:
            return self._open[uri]
        except KeyError:
            raise Closed from None

    def _want(self, entry: _Entry) -> None:
        entry.wanted += 1
        entry.settled.clear()
        if entry.task is None:
            entry.task = asyncio.create_task(self._keep(entry))

    async def _keep(self, entry: _Entry) -> None:
        """Check an entry until nothing newer is wanted."""
        try:
            while not self._gone(entry):
                wanted = entry.wanted
                with suppress(TimeoutError):
                    await asyncio.wait_for(entry.hurry.wait(), self._pause)
                if entry.wanted != wanted and not entry.hurry.is_set():
                    continue  # Still writing.
                wanted, letter = entry.wanted, entry.letter
                entry.hurry.clear()
                job = self._worker.run(partial(self._check, letter, entry.last))
                if not (await asyncio.wait({job}, timeout=self._patience))[0]:
                    self._slow(letter)
                    await asyncio.wait({job})
                error = job.exception()
                if entry.wanted == wanted and not self._gone(entry):
                    entry.last = job.result() if error is None else None
                    self._tell(letter, entry.last, error)
                    return
        finally:
            entry.task = None
            entry.settled.set()

    def _tell(self, letter: Letter, checked: Checked | None, error: BaseException | None) -> None:
        try:
            if checked is not None:
                self._publish(checked)
        except Exception as raised:
            error = raised
        if isinstance(error, Exception):
            self._failed(letter, error)

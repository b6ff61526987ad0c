"""Processes that letters are read and checked in: one that hangs, crashes or wants all memory takes no
other letter with it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from plainletter.errors import EngineError, ReadError
from plainletter.limits import Limits
from plainletter.remembered import collect_seldom

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool

BREAKS = 5
"""How often all processes may be started anew because one ended while it started."""

ENDED = (
    "it could not be checked: the process that read it ended twice. The file may be damaged; "
    "save it anew"
)
"""What is told of a letter whose process died, when it was tried again."""


class Workers:
    """Processes that take jobs as they are free. Use it as a context manager.

    ready: called with `given` in each process when it starts.
    """

    def __init__(
        self, jobs: int, ready: Callable[..., object] | None = None, given: tuple[Any, ...] = ()
    ) -> None:
        self.jobs = jobs
        self._ready = ready
        self._given = given
        self._pool: ProcessPool | None = None
        self._broken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, limits: Limits, job: Callable[..., Any], *args: Any) -> Future[Any]:
        """Have a job done within the limits of time and memory.

        The future raises `TimeoutError` of `concurrent.futures` where it took too long, `ProcessExpired` of
        Pebble where its process came to an end, `ReadError` where it wanted too much memory, and what the
        job raises. Raises `EngineError` where processes end as soon as they start.
        """
        from concurrent.futures import BrokenExecutor

        while True:
            if self._pool is None:
                self._pool = self._new_pool()
            try:
                future: Future[Any] = self._pool.schedule(
                    _capped, args=(limits, job, *args), timeout=limits.seconds
                )
            except (BrokenExecutor, RuntimeError):
                # A process that ends while it starts takes all of them with it.
                self._broken += 1
                if self._broken > BREAKS:
                    raise EngineError(
                        "The processes that check letters end as soon as they start. "
                        "Try --jobs 1, or make room in memory."
                    ) from None
                self.close()
            else:
                return future

    def result(self, limits: Limits, job: Callable[..., Any], *args: Any) -> Any:
        """What a job gives; one whose process died is tried once more, since what ended it may have been
        meant for the machine: memory, or somebody's kill.

        Raises `ReadError` where it came to no end or died twice, and what the job raises.
        """
        return self.settled(self.submit(limits, job, *args), limits, job, *args)

    def settled(
        self, future: Future[Any], limits: Limits, job: Callable[..., Any], *args: Any
    ) -> Any:
        """`result` for a job that was submitted before."""
        from concurrent.futures import BrokenExecutor, TimeoutError

        from pebble import ProcessExpired

        for attempt in (1, 2):
            try:
                return future.result()
            except TimeoutError:
                raise ReadError(too_long(limits)) from None
            except (ProcessExpired, BrokenExecutor):
                if attempt == 1:
                    future = self.submit(limits, job, *args)
        raise ReadError(ENDED)

    def close(self) -> None:
        """End the processes; what they do is dropped. A later job starts new ones."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _new_pool(self) -> ProcessPool:
        from multiprocessing import get_context

        from pebble import ProcessPool

        return ProcessPool(
            self.jobs,
            initializer=_start,
            initargs=(self._ready, *self._given),
            context=get_context("spawn"),
        )


def too_long(limits: Limits) -> str:
    """What is told of a letter that took longer than it may."""
    return f"it took more than {limits.seconds:g} seconds and was left; save it anew, or split it"


def _start(ready: Callable[..., object] | None, *given: Any) -> None:
    """Settle a new process: few threads, no answer to Ctrl-C, and an end when its parent ends."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:

        def end_with(sentinel: int) -> None:
            wait([sentinel])
            os._exit(0)

        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()
    if ready is not None:
        ready(*given)


def _capped(limits: Limits, job: Callable[..., Any], *args: Any) -> Any:
    """A job with no more memory than the limit on top of what the process has."""
    if not sys.platform.startswith("linux"):
        return job(*args)
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + int(limits.memory_megabytes * 2**20)
    before = resource.getrlimit(resource.RLIMIT_AS)
    unlimited = before[1] == resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (most if unlimited else min(most, before[1]), before[1]))
    try:
        return job(*args)
    except MemoryError:
        raise ReadError(
            f"it needs more than {limits.memory_megabytes:g} MB of memory; save it anew, or split it"
        ) from None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)

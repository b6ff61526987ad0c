"""Who checks the letters of an audit: this process, several on this machine, or a Dask cluster.

Each engine takes tasks as they come, holds few at a time, and gives (task, result) as they are ready, in
any order. A process that dies over a letter takes no other letter with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from plainletter.apart import ReadApart
from plainletter.batch.work import Task, check_letter, unread
from plainletter.errors import EngineError, PlainletterError, ReadError, UsageError
from plainletter.workers import ENDED, Workers, too_long

if TYPE_CHECKING:
    from concurrent.futures import Future

    from plainletter.batch.result import Result

Engine = Callable[[Iterable[Task]], Iterator[tuple[Task, "Result"]]]

AHEAD = 8
"""Letters handed out to each process: enough to keep it busy, few enough that a stop is soon."""

CONNECT_SECONDS = 15
"""Seconds to wait for a Dask scheduler to answer."""

_alone = threading.Lock()


def serial() -> Engine:
    """Checks in this process, one letter after the other; Word, OpenDocument and PDF files are read in
    another."""

    def run(tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        with ReadApart() as read:
            for task in tasks:
                yield task, check_letter(task, read)

    return run


def processes(jobs: int) -> Engine:
    """Checks in `jobs` processes of this machine, each with a language pipeline of its own."""

    def run(tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait

        waiting: dict[Future[Result], tuple[Task, int]] = {}
        source = iter(tasks)
        more = True
        with Workers(jobs) as workers:

            def hand_out(task: Task, attempt: int) -> None:
                future = workers.submit(task.config.limits, check_letter, task)
                waiting[future] = (task, attempt)

            while more or waiting:
                while more and len(waiting) < jobs * AHEAD:
                    task = next(source, None)
                    more = task is not None
                    if task is not None:
                        hand_out(task, 1)
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    task, attempt = waiting.pop(future)
                    if future.cancelled() or isinstance(future.exception(), BrokenExecutor):
                        hand_out(task, attempt)
                        continue
                    result = _result(future, task, attempt)
                    if result is None:
                        hand_out(task, attempt + 1)
                    else:
                        yield task, result

    return run


def _result(future: Future[Result], task: Task, attempt: int) -> Result | None:
    """The result of a task; None where its process died and it is worth another try."""
    from concurrent.futures import TimeoutError

    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return unread(task, too_long(task.config.limits), "")
    except ReadError as error:  # It wanted too much memory.
        return unread(task, str(error), "")
    except ProcessExpired:
        # What ended it may have been meant for the machine: memory, or somebody's kill.
        return None if attempt == 1 else unread(task, ENDED, "")


def dask(address: str, rulesets: Callable[[Task], str]) -> Engine:
    """Checks on the Dask cluster whose scheduler is at `address`. `rulesets` tells the fingerprint of a
    task's rules here, so that a worker with other rules is found out.

    Raises `UsageError` where Dask is not installed, `EngineError` where the scheduler does not answer, or
    a worker has other rules or another version.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UsageError(
            "--engine dask needs Dask: install plainletter[dask] here and on the workers."
        ) from None
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        told = " ".join(str(error).split())[:160] or type(error).__name__
        raise EngineError(
            f"{address}: no Dask scheduler answers there. Check the address ({told})."
        ) from None

    def run(tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        waiting: dict[Any, Task] = {}
        source = iter(tasks)
        ready = distributed.as_completed(loop=client.loop)
        number = 0

        def hand_out() -> bool:
            nonlocal number
            task = next(source, None)
            if task is None:
                return False
            number += 1
            # Not pure: a letter may have changed since an earlier run of the same scheduler.
            future = client.submit(check_alone, task, pure=False, retries=1)
            waiting[future.key] = task
            ready.add(future)
            return True

        try:
            at_once = max(len(client.scheduler_info(-1)["workers"]), 1) * AHEAD
            while len(waiting) < at_once and hand_out():
                pass
            for future in ready:
                task = waiting.pop(future.key)
                yield task, _from_cluster(future, task, rulesets(task))
                hand_out()
        finally:
            with suppress(Exception):
                client.close(timeout=2)

    return run


def check_alone(task: Task) -> Result:
    """`check_letter`, one at a time in a process: a worker of many threads has one language pipeline."""
    with _alone:
        return check_letter(task)


def _from_cluster(future: Any, task: Task, ruleset: str) -> Result:
    from distributed import KilledWorker

    try:
        result: Result = future.result()
    except PlainletterError:
        raise
    except KilledWorker:
        return unread(task, ENDED, ruleset)
    except ImportError as error:
        raise EngineError(
            f"A Dask worker lacks what it needs ({error}). Install it there."
        ) from None
    except Exception as error:
        from plainletter.api import fault

        raise EngineError(f"The Dask cluster gave no result ({fault(error)}).") from None
    if result.ruleset and result.ruleset != ruleset:
        raise EngineError(
            "A Dask worker has another version of plainletter, its packs or its model than this "
            "machine. Install the same there."
        )
    return result

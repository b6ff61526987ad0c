"""Waits for files to change, until Ctrl-C.

What has changed is always found by looking; the system's word only says that it is time to look. So a
network drive that sends no word, a word that is lost and a folder that comes and goes are no trouble.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, TypeVar

import typer

from plainletter.errors import printable

Stamp = tuple[int, int, int]
"""What a file looks like from outside: when it was written and touched, in nanoseconds since 1970, and its
bytes. No inode: some network drives make up new ones at each look."""

_T = TypeVar("_T")

_SLICE = 0.2
"""Seconds that are waited at a stretch; Ctrl-C is heard after each."""

_LOOK = 2.0
"""Seconds after which a look is due though the system has said nothing."""

_POLL = 1.0
"""The same where the system is not asked."""

_SHARE = 20
"""Looks that nobody asked for take at most one part in so many of the time, however many files there are."""

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def stamp(path: str) -> Stamp | None:
    """The stamp of a file; None where there is none that could be looked at."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a bad name is no error here
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size


def pack_state(folders: Iterable[str]) -> dict[str, Stamp | None]:
    """The stamps of rule packs of one's own, by path: of their folders and of the files in them."""
    from plainletter.packs.load import pack_files

    seen: dict[str, Stamp | None] = {}
    for folder in folders:
        try:
            names = [str(path) for path in pack_files(Path(folder))]
        except OSError:
            names = []
        seen.update({name: stamp(name) for name in (folder, *names)})
    return seen


def say(message: str) -> None:
    """One line for the person who waits; nothing in it can steer the terminal."""
    typer.echo(f"plainletter: {printable(' '.join(message.split()))}", err=True)


def counted(number: int, what: str = "letter") -> str:
    """A number with its noun: “1 letter”, “3 letters”."""
    return f"{number} {what}{'s' * (number != 1)}"


class Stop:
    """Whether somebody has asked us to end."""

    def __init__(self) -> None:
        self._asked = False

    def is_set(self) -> bool:
        """True once it was asked."""
        return self._asked

    def hear(self, number: int, _frame: object = None) -> None:
        """A signal has come: the first asks, and a second Ctrl-C ends at once."""
        if self._asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        self._asked = True


@contextmanager
def stopping() -> Iterator[Stop]:
    """A `Stop` that is set by Ctrl-C and by requests from the system, which then do not end the program."""
    stop = Stop()
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            # Whoever started us with a signal switched off (nohup) wants it to stay so.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, stop.hear)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def deaf(*names: str) -> Iterator[None]:
    """Processes that are started inside never hear of these signals (of Ctrl-C and requests to end, unless
    told otherwise); this one hears of them afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # What counts the semaphores of processes is started with the first, and lets signals through again.
    resource_tracker.ensure_running()
    numbers = {getattr(signal, name) for name in names or _SIGNALS}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Wake:
    """Waits until it is time to look. `poll`: the system is not asked; a look is due every second."""

    def __init__(self, stop: Stop, *, poll: bool = False) -> None:
        self._stop = stop
        self._poll = poll
        self._took = 0.0
        self._places: frozenset[tuple[str, bool, int]] = frozenset()
        self._words: list[Generator[set[Any], None, None]] = []

    def watch(self, deep: Iterable[str], flat: Iterable[str] = ()) -> bool:
        """Have the system tell of changes: of all below the folders in `deep`, and of what stands right in
        those in `flat`. Folders that are missing are left out, so call it again when they may be back. True
        where it was not told of the same before: what happened up to now has to be looked at."""
        if self._poll:
            return False
        places = frozenset(
            (os.path.abspath(path), below, node)  # noqa: PTH100 - a bad name is no error here
            for paths, below in ((deep, True), (flat, False))
            for path in paths
            if (node := _folder(path)) is not None
        )
        if places == self._places:
            return False
        self.close()
        self._places = places
        for below in (True, False):
            named = sorted(path for path, within, _ in places if within is below)
            if named:
                self._words.append(_words(named, self._stop, recursive=below))
        # The system tells of what happens from the first call on.
        for words in tuple(self._words):
            self._heard(words)
        return True

    def look(self, how: Callable[[], _T]) -> _T:
        """What a look gives. Those that take long are due less often."""
        begun = time.monotonic()
        seen = how()
        self._took = time.monotonic() - begun
        return seen

    def wait(self, most: float | None = None) -> None:
        """Return when there may be something to see, at the latest after `most` seconds or when the next
        look is due, or when somebody has asked us to end."""
        due = max(_POLL if self._poll else _LOOK, self._took * _SHARE)
        latest = due if most is None else min(most, due)
        # A file that grows sends word without end.
        earliest = min(max(_SLICE, self._took * 4), latest)
        begun, woken = time.monotonic(), False
        while not self._stop.is_set():
            passed = time.monotonic() - begun
            if passed >= latest or (woken and passed >= earliest):
                return
            if self._words and not woken:
                woken = any(self._heard(words) for words in tuple(self._words))
            else:
                time.sleep(max(min(_SLICE, (earliest if woken else latest) - passed), 0.01))

    def rest(self, seconds: float) -> None:
        """Wait so long, whatever changes, unless somebody has asked us to end."""
        end = time.monotonic() + seconds
        while not self._stop.is_set() and (left := end - time.monotonic()) > 0:
            time.sleep(min(_SLICE, left))

    def close(self) -> None:
        """Ask the system for nothing more."""
        self._end_words()
        self._places = frozenset()

    def _end_words(self) -> None:
        for words in self._words:
            words.close()
        self._words.clear()

    def _heard(self, words: Generator[set[Any], None, None]) -> bool:
        try:
            return bool(next(words))
        except StopIteration:
            self._words.remove(words)
        except FileNotFoundError:  # A folder has gone just now; looks go on until it is another.
            self._end_words()
        except (OSError, RuntimeError):
            # Most often there are more folders than the system has room to watch.
            self.close()
            self._poll = True
            say("The system does not tell of changes here, so plainletter looks every few seconds.")
        return True


def _words(
    paths: list[str], stop: Stop, *, recursive: bool
) -> Generator[set[Any], None, None]:  # fmt: skip
    """The system's words on changes in folders; an empty set after a while without any."""
    from watchfiles import watch

    return watch(
        *paths,
        watch_filter=None,
        debounce=200,
        step=50,
        stop_event=stop,
        rust_timeout=int(_SLICE * 1000),
        yield_on_timeout=True,
        debug=False,
        # The library's own polling sees no two changes within a second; our looks do.
        force_polling=False,
        recursive=recursive,
        ignore_permission_denied=True,
    )


def _folder(path: str) -> int | None:
    """The inode of a folder; None where there is no folder."""
    try:
        return os.stat(path).st_ino if os.path.isdir(path) else None  # noqa: PTH112, PTH116
    except (OSError, ValueError):
        return None

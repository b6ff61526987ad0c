"""`plainletter fix FOLDER --watch`: a reviewed copy beside each letter that comes into a folder.

Nothing is kept between two runs. In one run, a content is reviewed once; and a copy is written anew only
where it is, byte for byte, the one that this run wrote, so that no work of a person is lost.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from plainletter.allowances import SIDECAR_SUFFIX
from plainletter.cli.fix import copy_name, refuse_unread, writable
from plainletter.cli.options import config_for
from plainletter.cli.watch import (
    Stamp,
    Stop,
    Wake,
    counted,
    deaf,
    pack_state,
    say,
    stamp,
    stopping,
)
from plainletter.errors import (
    ConfigError,
    ExitCode,
    ModelMissing,
    PackError,
    PlainletterError,
    ReadError,
    UsageError,
    WriteError,
    printable,
)
from plainletter.workers import Workers

if TYPE_CHECKING:
    from plainletter.config import Config
    from plainletter.limits import Limits
    from plainletter.model import Problem

_QUIET = 2.0
"""Seconds in which a letter may not change before it is reviewed: copies over a network come in pieces."""

_AGAIN = 2.0
"""Seconds until a letter that cannot be read is tried a second time, before it is told."""

_GONE = 2.0
"""Seconds that the folder may be missing, as it is while somebody puts another in its place."""

_FULL = 10.0
"""Seconds until a copy that could not be written is tried again; twice as many each time."""

_FULLEST = 300.0

_SAME_TIME = 2_000_000_000
"""Nanoseconds by which times of files may be wrong: FAT counts in steps of two seconds."""

_COPY = re.compile(r"\.reviewed\d*$", re.IGNORECASE)
_NUMBER = re.compile(r"(\.reviewed)\d*(?=\.[^.]*$)")


@dataclass(frozen=True, slots=True)
class Wish:
    """How letters are to be fixed; the fields are options of `fix`. `date` None is the time of each review."""

    config: Path | None
    given: dict[str, Any]
    everything: bool
    with_notes: bool
    date: datetime | None

    def settings(self, folder: Path) -> Config:
        """The settings for letters in a folder, as they are now."""
        return config_for(folder, self.config, self.given)


@dataclass(frozen=True, slots=True)
class Made:
    """A reviewed copy: the file name it should have, its bytes, how many changes are in it, how many things
    are left to the writer, and what could not be checked."""

    name: str
    data: bytes
    changes: int
    left: int
    problem: str = ""


def watch_folder(path: str, wish: Wish, *, poll: bool, quiet: bool) -> int:
    """Write reviewed copies until Ctrl-C or a request to end; the exit code is 3 where a letter has none.

    Raises `UsageError` for a file, `ReadError` for a folder that is missing, or is gone later.
    """
    if os.path.isfile(path):  # noqa: PTH113 - a bad name is no error here
        raise UsageError(
            f"{path}: is a file; --watch needs a folder. Leave out --watch for one letter."
        )

    def tell(message: str, *, done: bool = False) -> None:
        if not (quiet and done):
            line = printable(" ".join(message.split()))
            typer.echo(f"{datetime.now():%Y-%m-%d %H:%M:%S} {line}", err=True)

    with stopping() as stop:
        wake, reviewer = Wake(stop, poll=poll), Reviewer(wish)
        try:
            wake.watch([path])
            folder = Folder(path, reviewer.review, tell)
            folder.look()
            reviewer.start(Path(path))
            if not quiet:
                many, old = counted(len(folder.letters)), len(folder.letters) - folder.open
                say(f"Watching {path}: {many}, {old} with a reviewed copy. Ctrl-C stops.")
            while not stop.is_set():
                folder.work(stop)
                if not wake.watch([path]):
                    wake.wait(folder.pause())
                wake.look(folder.look)
        finally:
            wake.close()
            reviewer.close()
    without = folder.without
    if not quiet:
        told = f" Without a reviewed copy: {counted(without)}." if without else ""
        say(f"Stopped.{told}")
    return ExitCode.UNCHECKED if without else ExitCode.CLEAN


@dataclass(slots=True)
class _Letter:
    """What is known of a letter.

    since: when it was seen to be as it is. old: it was there when the watch began. done: nothing is to be
    done while it stays so. digest, copy, copied: the hash of what was reviewed last, where the copy went,
    and the copy's hash. problem: why there is no copy, or what of the letter could not be checked; unchecked:
    the latter, of what was reviewed last. again, wait: when to try once more, and how long after that.
    """

    stamps: tuple[Stamp | None, Stamp | None]
    since: float
    old: bool = False
    here: bool = True
    done: bool = False
    tries: int = 0
    digest: bytes = b""
    copy: str = ""
    copied: bytes = b""
    problem: str = ""
    unchecked: str = ""
    again: float = 0.0
    wait: float = _FULL


@dataclass(slots=True)
class Folder:
    """The letters of a folder and those below it. `review` gives the copy of a letter from its bytes and path;
    `tell` takes lines for people, and `done` marks those that are about a letter that went well."""

    path: str
    review: Callable[[bytes, str], Made]
    tell: Callable[..., None]
    clock: Callable[[], float] = time.monotonic
    letters: dict[str, _Letter] = field(default_factory=dict)
    _claims: dict[str, set[str]] = field(default_factory=dict)
    _begun: bool = False
    _gone: float | None = None
    _trouble: str = ""
    _lost: dict[str, None] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """How many letters are to be reviewed."""
        return sum(letter.here and not letter.done for letter in self.letters.values())

    @property
    def without(self) -> int:
        """How many letters could not be reviewed, or not wholly, or have not been yet."""
        return sum(
            letter.here and (bool(letter.problem) or not letter.done)
            for letter in self.letters.values()
        )

    def look(self) -> None:
        """See which letters are there. Raises `ReadError` where the folder cannot be searched at first, or is
        gone for good."""
        found = self._found()
        if found is None:
            return
        now = self.clock()
        for path in found:
            stamps = _stamps(path)
            letter = self.letters.get(path)
            if stamps[0] is None:
                continue
            if letter is None:
                self.letters[path] = _Letter(stamps, now, old=not self._begun)
                self._claims.setdefault(_claim(path), set()).add(path)
            else:
                letter.here = True
                if letter.stamps != stamps:
                    self._renew(letter, stamps)
        there = set(found)
        for path, letter in self.letters.items():
            letter.here = letter.here and path in there
        if not self._begun:
            copies: dict[str, dict[str, int]] = {}
            for path, letter in self.letters.items():
                letter.done = self._has_copy(path, copy_name(path), copies)
            self._begun = True

    def pause(self) -> float | None:
        """Seconds until a letter is due; None where none is waiting."""
        due = [
            max(letter.since + _QUIET, letter.again)
            for letter in self.letters.values()
            if letter.here and not letter.done
        ]
        return max(min(due) - self.clock(), 0.0) if due else None

    def work(self, stop: Stop) -> None:
        """Review the letters that are due, those that came first before others."""
        now = self.clock()
        due = [
            (letter.since, path)
            for path, letter in self.letters.items()
            if letter.here and not letter.done and now >= max(letter.since + _QUIET, letter.again)
        ]
        for _, path in sorted(due):
            if stop.is_set():
                return
            self._one(path, self.letters[path])

    def _found(self) -> list[str] | None:
        """The letters that are there, without copies; None where the folder cannot be searched just now."""
        from plainletter.readers import letters_in

        lost: dict[str, None] = {}

        def note(problem: Problem) -> None:
            lost[problem.message] = None
            if problem.message not in self._lost:
                self.tell(problem.message)

        try:
            paths = [str(p) for p in letters_in(self.path, note) if not _COPY.search(p.stem)]
        except ReadError as error:
            if not self._begun:
                raise
            self._lose(error)
            return None
        if self._trouble:
            self.tell(f"{self.path}: can be searched again.")
        self._gone, self._trouble, self._lost = None, "", lost
        return paths

    def _lose(self, error: ReadError) -> None:
        now = self.clock()
        if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            self._gone = now if self._gone is None else self._gone
            if now - self._gone >= _GONE:
                raise ReadError(f"{self.path}: the folder is gone, so nothing is left to watch.")
        elif str(error) != self._trouble:
            self._trouble = str(error)
            self.tell(str(error))

    def _renew(self, letter: _Letter, stamps: tuple[Stamp | None, Stamp | None]) -> None:
        letter.stamps, letter.since = stamps, self.clock()
        letter.old = letter.done = False
        letter.tries, letter.again, letter.wait = 0, 0.0, _FULL

    def _one(self, path: str, letter: _Letter) -> None:
        """Review one letter, whatever may be wrong with it."""
        from plainletter.readers import file_bytes

        if not self._at_rest(path, letter):
            return
        try:
            data = file_bytes(path)
            digest = _digest(data, path)
            made = self.review(data, path) if digest != letter.digest else None
        except (ConfigError, UsageError, PackError, ModelMissing) as error:
            self._later(letter, f"{path}: not reviewed. {error}")
            return
        except (ReadError, WriteError) as error:
            if self._at_rest(path, letter):
                self._unreadable(letter, str(error))
            return
        # What was read may have been half a letter.
        if not self._at_rest(path, letter):
            return
        if made is None or (letter.old and self._has_odd_copy(path, made.name)):
            letter.done, letter.problem = True, letter.unchecked
            return
        try:
            kept = self._write(path, letter, made)
        except WriteError as error:
            self._later(letter, str(error))
            return
        letter.digest, letter.done, letter.old = digest, True, False
        letter.problem = letter.unchecked = made.problem
        stays = "; the copy that was there stays" if kept else ""
        unchecked = f" Not all could be checked: {made.problem}" if made.problem else ""
        self.tell(
            f"{path}: {counted(made.changes, 'change')} made, {counted(made.left, 'thing')} left "
            f"for you, in {Path(letter.copy).name}{stays}.{unchecked}",
            done=not made.problem,
        )

    def _has_odd_copy(self, path: str, name: str) -> bool:
        """Whether a letter, whose content is not what its name says, had a copy before we came."""
        return name != copy_name(path) and self._has_copy(path, name, {})

    def _at_rest(self, path: str, letter: _Letter) -> bool:
        """Whether a letter is as it was at the last look."""
        stamps = _stamps(path)
        if stamps[0] is None:
            letter.here = False
        elif stamps != letter.stamps:
            self._renew(letter, stamps)
        else:
            return True
        return False

    def _unreadable(self, letter: _Letter, message: str) -> None:
        letter.tries += 1
        if letter.tries == 1:
            letter.again = self.clock() + _AGAIN
            return
        letter.done = True
        self._told(letter, message)

    def _later(self, letter: _Letter, message: str) -> None:
        letter.again = self.clock() + letter.wait
        letter.wait = min(letter.wait * 2, _FULLEST)
        self._told(letter, message)

    def _told(self, letter: _Letter, message: str) -> None:
        if message != letter.problem:
            letter.problem = message
            self.tell(message)

    def _write(self, path: str, letter: _Letter, made: Made) -> bool:
        """Put the copy where nothing of a person is lost; whether another one stays beside it."""
        from plainletter.review.files import write_whole

        own = Path(letter.copy)
        kept = False
        if not (own.suffix == Path(made.name).suffix and _untouched(own, letter.copied)):
            own, kept = self._free(path, made.name)
        write_whole(own, made.data)
        letter.copy, letter.copied = str(own), sha256(made.data).digest()
        return kept

    def _free(self, path: str, name: str) -> tuple[Path, bool]:
        """A place for the copy where nothing is, and whether that is not the first choice."""
        base = Path(path).with_name(_full_name(path, name) if self._rivals(path) else name)
        for number in range(1, 1000):
            place = base.with_name(f"{base.stem}{'' if number == 1 else number}{base.suffix}")
            if not os.path.lexists(place):
                return place, number > 1
        raise WriteError(f"{path}: there are too many copies beside it; move some away.")

    def _rivals(self, path: str) -> list[str]:
        """Letters whose copies would have the same name, as those of letter.doc and letter.docx."""
        claims = self._claims.get(_claim(path), ())
        return [other for other in claims if other != path and self.letters[other].here]

    def _has_copy(self, path: str, name: str, known: dict[str, dict[str, int]]) -> bool:
        """Whether a copy of a letter is there that is not older than the letter. One that could be of several
        letters counts where all the others have a copy of their own."""
        folder = os.path.dirname(path)  # noqa: PTH120
        if folder not in known:
            known[folder] = _copies(folder)
        copies = known[folder]
        times = [copies.get(_plain(_full_name(path, name)))]
        if all(_plain(_full_name(other, name)) in copies for other in self._rivals(path)):
            times.append(copies.get(_plain(name)))
        changed = stamp(path)
        newest = max((time for time in times if time is not None), default=None)
        return changed is not None and newest is not None and newest + _SAME_TIME >= changed[0]


class Reviewer:
    """Reviews letters in a process of its own, so that one that hangs or kills its reader takes nothing with
    it."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._workers = Workers(1)
        self._packs: dict[str, Stamp | None] = {}

    def start(self, folder: Path) -> None:
        """Load rules and language. Raises what is wrong with the settings of the folder, `ModelMissing`."""
        config = self._wish.settings(folder)
        self._packs = pack_state(config.packs)
        self._run(_ready, str(folder), config.limits, config)

    def review(self, data: bytes, path: str) -> Made:
        """The reviewed copy of a letter.

        Raises `ReadError` or `WriteError` for a letter that has none, and what is wrong with its settings.
        """
        config = self._wish.settings(Path(path).parent)
        packs = {**self._packs, **pack_state((*self._packs_known(), *config.packs))}
        if any(self._packs.get(name, seen) != seen for name, seen in packs.items()):
            self.close()  # A pack has changed; a new process reads it anew.
        self._packs = packs
        made: Made = self._run(_review, path, config.limits, data, config, self._wish)
        return made

    def _packs_known(self) -> list[str]:
        return [name for name in self._packs if os.path.isdir(name)]  # noqa: PTH112

    def close(self) -> None:
        """End the process."""
        self._workers.close()

    def _run(self, job: Callable[..., Any], path: str, limits: Limits, *given: Any) -> Any:
        # The pool starts its processes in a thread, which inherits what it is deaf to.
        with deaf("SIGINT", "SIGHUP"):
            future = self._workers.submit(limits, job, path, *given)
        try:
            return self._workers.settled(future, limits, job, path, *given)
        except ReadError as error:
            told = str(error)
            raise error if told.startswith(path) else ReadError(f"{path}: {told}") from None


def _ready(_: str, config: Config) -> None:
    from plainletter.engine import checker, pipeline

    checker(config)
    pipeline()


def _review(path: str, data: bytes, config: Config, wish: Wish) -> Made:
    """What `fix` would write for the letter `data`, whatever is wrong with it."""
    from plainletter.allowances import with_sidecar
    from plainletter.api import fault
    from plainletter.engine import checker
    from plainletter.fix.letter import fix_letter
    from plainletter.readers import read_bytes

    scope: Literal["safe", "all"] = "all" if wish.everything else "safe"
    try:
        document = with_sidecar(read_bytes(data, path, config.limits), Path(path))
        data, document = writable(data, document, path, config.limits)
        when = wish.date or datetime.now(UTC)
        try:
            made, copy = fix_letter(
                data, document, checker(config), scope, when, with_notes=wish.with_notes
            )
        except ReadError as error:
            raise WriteError(f"{path}: {error}") from None
        refuse_unread(made, path)
    except PlainletterError:
        raise
    except Exception as error:
        # Parsers of other people's formats fail in ways nobody foresaw; the other letters go on.
        raise ReadError(
            f"{path}: it could not be reviewed ({fault(error)}); the file may be damaged."
        ) from None
    problems = made.before.problems
    name = copy_name(path, document.format)
    told = problems[0].message if problems else ""
    return Made(name, copy.data, len(made.rewrites), len(made.notes), told)


def _stamps(path: str) -> tuple[Stamp | None, Stamp | None]:
    return stamp(path), stamp(path + SIDECAR_SUFFIX)


def _digest(data: bytes, path: str) -> bytes:
    """A hash of a letter and what is to be let stand in it."""
    with suppress(OSError):
        return sha256(data + b"\0" + Path(path + SIDECAR_SUFFIX).read_bytes()).digest()
    return sha256(data).digest()


def _claim(path: str) -> str:
    """The copy that a letter would have, by its name; the same for two letters that cannot both have it."""
    return str(Path(path).with_name(copy_name(path))).casefold()


def _full_name(path: str, name: str) -> str:
    """The name of a copy that says which ending its letter has: letter.rtf.reviewed.docx."""
    return f"{Path(path).name}.reviewed{Path(name).suffix}"


def _plain(name: str) -> str:
    """The name of a copy without its number."""
    return _NUMBER.sub(r"\1", name.casefold())


def _copies(folder: str) -> dict[str, int]:
    """The copies in a folder by name, numbers left out, and when the newest of each was written."""
    found: dict[str, int] = {}
    with suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if _COPY.search(Path(entry.name).stem):
                with suppress(OSError):
                    written = entry.stat().st_mtime_ns
                    name = _plain(entry.name)
                    found[name] = max(found.get(name, written), written)
    return found


def _untouched(copy: Path, digest: bytes) -> bool:
    """Whether a copy is as we wrote it, and no word processor has it open."""
    name = copy.name
    # Word leaves out up to two letters of the name; LibreOffice writes it whole.
    locks = [f".~lock.{name}#", *(f"~${name[left:]}" for left in range(3))]
    if not name or any(os.path.lexists(copy.with_name(lock)) for lock in locks):
        return False
    try:
        return sha256(copy.read_bytes()).digest() == digest
    except OSError:
        return False

"""Where letters are: folders of this machine, and any place that fsspec knows by its address."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from plainletter.allowances import SIDECAR_SUFFIX
from plainletter.errors import ReadError, UsageError
from plainletter.limits import Limits
from plainletter.model import Problem
from plainletter.readers import SUFFIXES, file_bytes, letters_in

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".plainletterignore"
"""Names what an audit leaves out, in the manner of .gitignore; it counts for its folder and those below."""

_ADDRESS = re.compile(r"[A-Za-z][\w+.-]+(?:::[\w+.-]+)*://|[A-Za-z][\w+.-]+::")
_AGE = re.compile(r"([0-9]{1,5}) ?(d|w)(?:ays?|eeks?)?", re.IGNORECASE)
_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Found:
    """A letter that was found. `name` is its path below the folder that was searched, with forward
    slashes; `sidecar` says that a file with suppressions stands beside it."""

    path: str
    name: str
    sidecar: bool


def is_remote(path: str) -> bool:
    """True for an address such as s3://bucket/letters or zip::file.zip, and not for C:\\letters."""
    return _ADDRESS.match(path) is not None


def place_name(path: str) -> str:
    """The path of a letter without where it is packed: "north/a.md" of zip://north/a.md::s3://letters.zip."""
    outer, chained, rest = path.partition("::")
    if not is_remote(path):
        return path
    inner = outer if not chained or "://" in outer else rest
    return inner.split("://", 1)[-1]


def sidecar_place(path: str) -> str:
    """Where the suppressions of a letter stand, beside it."""
    outer, chained, rest = path.partition("::")
    if is_remote(path) and chained and "://" in outer:
        return f"{outer}{SIDECAR_SUFFIX}::{rest}"
    return path + SIDECAR_SUFFIX


def place_bytes(path: str, within: Limits) -> bytes:
    """The bytes of a letter here or elsewhere. Raises `ReadError`, in one line that begins with the path."""
    if not is_remote(path):
        return file_bytes(path, within)
    fsspec = _fsspec()
    try:
        with fsspec.open(path, "rb") as file:
            data: bytes = file.read(within.file_bytes + 1)
            return data
    except FileNotFoundError:
        raise ReadError(f"{path}: there is no such file; check the address") from None
    except Exception as error:  # Each kind of place has errors of its own.
        told = " ".join(str(error).split())[:200] or type(error).__name__
        raise ReadError(f"{path}: it cannot be fetched ({told})") from None


def _fsspec() -> Any:
    try:
        import fsspec
    except ImportError:
        raise UsageError(
            "Letters at an address need fsspec: install plainletter[dask], or name a folder."
        ) from None
    return fsspec


def since_time(text: str, now: datetime) -> datetime:
    """The moment that `--since` names: a day (2026-04-01) or an age (30d, 6w).

    Raises `UsageError` for anything else.
    """
    told = f"--since {text}: is no day. Write 2026-04-01, or an age such as 30d or 6w."
    age = _AGE.fullmatch(text.strip())
    try:
        if age:
            days = int(age.group(1)) * (7 if age.group(2).lower() == "w" else 1)
            return now - timedelta(days=days)
        day = datetime.fromisoformat(text.strip())
        return day if day.tzinfo else day.astimezone()
    except (ValueError, OverflowError):
        raise UsageError(told) from None


def storable(name: str) -> str:
    """A path as a database can hold it: bytes that are no text are written as \\xe9."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_there(path: str) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - False for a name that cannot be, where Path raises


def _fixed_part(pattern: str) -> Path:
    """The folder of a glob up to its first sign with a meaning."""
    parts = []
    for part in Path(pattern).parts[:-1]:
        if _MAGIC.search(part):
            break
        parts.append(part)
    return Path(*parts)


@dataclass(slots=True)
class Search:
    """Which letters to take.

    include, exclude: globs over names, as in .gitignore ("*.docx", "2026-*/", "/north/**/draft*"); an
        include of none takes all.
    never: files that are no letters wherever they stand, such as the dashboard of the last audit.
    since: letters changed before that moment are left out.
    shard: (number from 1, how many): the part of the letters that this machine takes.
    limits: how many files a folder may hold.
    on_problem: told of a folder that could not be searched.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    since: datetime | None = None
    shard: tuple[int, int] = (1, 1)
    limits: Limits = field(default_factory=Limits)
    on_problem: Callable[[Problem], None] = field(default=lambda _: None)

    def letters(self, places: Sequence[str]) -> Iterator[Found]:
        """The letters of several places (folders, files, globs, addresses), each letter once, as found.

        A place that is missing, or holds no letter, is a problem; the others are searched.
        """
        seen: set[str] = set()  # Kept only where one place may lie inside another.
        nested = len(places) > 1
        for place in places:
            for found in self._place(place):
                if nested:
                    real = found.path if is_remote(found.path) else os.path.realpath(found.path)
                    if real in seen:
                        continue
                    seen.add(real)
                if self._wanted(found):
                    yield found

    def _place(self, place: str) -> Iterator[Found]:
        if is_remote(place):
            yield from self._remote(place)
        elif os.path.isdir(place):  # noqa: PTH112 - a bad name is no error here
            yield from self._folder(place)
        elif _MAGIC.search(place) and not os.path.exists(place):  # noqa: PTH110
            yield from self._glob(place)
        else:
            yield Found(place, storable(Path(place).name), _is_there(place + SIDECAR_SUFFIX))

    def _folder(self, folder: str) -> Iterator[Found]:
        ignored = _Ignored(Path(folder), self.on_problem)
        try:
            for path in letters_in(folder, self.on_problem, self.limits):
                name = path.relative_to(folder).as_posix()
                if not ignored.covers(name):
                    yield Found(str(path), storable(name), _is_there(f"{path}{SIDECAR_SUFFIX}"))
        except ReadError as error:
            self.on_problem(Problem("read", str(error), folder))

    def _glob(self, pattern: str) -> Iterator[Found]:
        from glob import iglob

        found = False
        fixed = _fixed_part(pattern)
        ignored = _Ignored(fixed, self.on_problem)
        for path in sorted(iglob(pattern, recursive=True)):  # noqa: PTH207 - the pattern may be absolute
            if os.path.isdir(path):  # noqa: PTH112
                continue
            if Path(path).suffix.lower() in SUFFIXES:
                found = True
                name = Path(path).relative_to(fixed).as_posix()
                if not ignored.covers(name):
                    yield Found(path, storable(name), _is_there(path + SIDECAR_SUFFIX))
        if not found:
            told = f"{pattern}: no letter has a name like this; check the pattern"
            self.on_problem(Problem("read", told, pattern))

    def _remote(self, address: str) -> Iterator[Found]:
        fsspec = _fsspec()
        try:
            system, root = fsspec.core.url_to_fs(address)
            folder = system.isdir(root)
            names = system.find(root, withdirs=False) if folder else system.glob(root)
        except Exception as error:  # Each kind of place has errors of its own.
            told = " ".join(str(error).split())[:200] or type(error).__name__
            self.on_problem(Problem("read", f"{address}: cannot be searched ({told})", address))
            return
        every = frozenset(names)
        for name in sorted(names):
            tail = PurePosixPath(name)
            plain = name.removeprefix(root).strip("/") or tail.name
            if any(part.startswith((".", "~$")) for part in PurePosixPath(plain).parts):
                continue
            if tail.suffix.lower() in SUFFIXES and tail.stem.lower() != "readme":
                path = _joined(address, system, name)
                sidecar = name + SIDECAR_SUFFIX
                yield Found(path, plain, sidecar in every if folder else system.exists(sidecar))
        if not every:
            told = f"{address}: there is no letter here; check the address"
            self.on_problem(Problem("read", told, address))

    def _wanted(self, found: Found) -> bool:
        if self.include and not _spec(self.include).match_file(found.name):
            return False
        if self.exclude and _spec(self.exclude).match_file(found.name):
            return False
        if self.never and os.path.realpath(found.path) in self.never:
            return False
        if not self.in_shard(found):
            return False
        return self.since is None or self._changed_since(found.path, self.since)

    def in_shard(self, found: Found) -> bool:
        """Whether a letter belongs to the part that is asked for."""
        number, many = self.shard
        return many == 1 or _part(found.name, many) == number - 1

    def _changed_since(self, path: str, since: datetime) -> bool:
        if is_remote(path):
            system, name = _fsspec().core.url_to_fs(path)
            try:
                changed = system.modified(name)
            except Exception:  # A place that does not know: better too many than too few.
                return True
            return bool(changed >= since)
        try:
            return datetime.fromtimestamp(Path(path).stat().st_mtime, UTC) >= since
        except OSError:
            return True  # It will be told that it cannot be read.


def _joined(address: str, system: Any, name: str) -> str:
    """The full address of a file that was found below `address`."""
    outer, chained, rest = address.partition("::")
    if not chained:
        full: str = system.unstrip_protocol(name)
        return full
    if "://" in outer:  # zip://*.docx::s3://bucket/letters.zip
        return f"{outer.split('://', 1)[0]}://{name}::{rest}"
    return f"{outer}::{rest.split('://', 1)[0]}://{name}"  # simplecache::s3://bucket/letters


@lru_cache(maxsize=8)
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs)


def _part(name: str, many: int) -> int:
    """Which of `many` shards a letter belongs to, by its name, so that every machine answers alike."""
    from hashlib import sha256

    return (
        int.from_bytes(sha256(name.encode("utf-8", "surrogateescape")).digest()[:8], "big") % many
    )


class _Ignored:
    """The ignore files of a folder and those below it."""

    def __init__(self, top: Path, on_problem: Callable[[Problem], None]) -> None:
        self.top = top
        self.on_problem = on_problem
        self.specs: dict[str, GitIgnoreSpec | None] = {}

    def covers(self, name: str) -> bool:
        """Whether an ignore file in the letter's folder or one above leaves it out."""
        parts = name.split("/")
        for depth in range(len(parts)):
            spec = self._file("/".join(parts[:depth]))
            if spec is not None and spec.match_file("/".join(parts[depth:])):
                return True
        return False

    def _file(self, folder: str) -> GitIgnoreSpec | None:
        if folder not in self.specs:
            self.specs[folder] = self._read(self.top / folder / IGNORE_FILE)
        return self.specs[folder]

    def _read(self, path: Path) -> GitIgnoreSpec | None:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            self.on_problem(Problem("read", f"{path}: cannot be read ({why})", str(path)))
            return None
        return _spec(tuple(lines))

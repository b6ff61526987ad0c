"""What is known of letters from elsewhere: team, author, month and more, from a CSV file or from folders."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from plainletter.batch.store import Letter
from plainletter.errors import UsageError

_OWN = ("team", "author", "month")
_PATH_NAMES = ("path", "file", "letter", "name")


@dataclass(slots=True)
class Metadata:
    """Facts by letter. `rows` maps a name (or the file name alone) to its columns; `levels` names what
    the folders of a letter stand for, from the top ("team", "month"; "" for nothing)."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    used: set[str] = field(default_factory=set)

    def letter(self, name: str, path: str, place: str = "") -> Letter:
        """The letter `name` (its path below the folder) with its facts, to be kept under `path`. A row may
        also name it as it was found, at `place`, or by its file name alone."""
        facts = dict(zip(self.levels, name.split("/")[:-1], strict=False))
        facts.pop("", None)
        for key in map(_key, (name, place, name.rsplit("/", 1)[-1])):
            row = self.rows.get(key)
            if row is not None:
                facts.update((column, value) for column, value in row.items() if value)
                self.used.add(key)
                break
        own = {column: facts.pop(column, None) for column in _OWN}
        return Letter(path, **own, details=facts or None)

    @property
    def unused(self) -> int:
        """How many rows of the file belong to no letter that was seen."""
        return len(self.rows) - len(self.used)


def read_metadata(path: Path | None, levels: str = "") -> Metadata:
    """Facts from a CSV file and from folders (`levels` such as "team/month").

    The file has a column `path` (or file, letter, name) and any others; team, author and month have
    places of their own. Commas or semicolons part them. Raises `UsageError` for a file that cannot be
    used, or levels that name the same twice.
    """
    named = tuple(part.strip().lower().strip("-_") for part in levels.split("/")) if levels else ()
    wanted = [name for name in named if name]
    if len(set(wanted)) != len(wanted):
        raise UsageError(f"--folders {levels}: names a column twice.")
    if path is None:
        return Metadata(levels=named)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8 text. Save it as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    if not first.strip():
        raise UsageError(f"{path}: is empty. Its first line names the columns.")
    separator = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UsageError(f"{path}: is not a CSV file ({error}).") from None
    head = [column.strip().lower() for column in table[0]]
    key = next((name for name in _PATH_NAMES if name in head), None)
    if key is None:
        raise UsageError(f"{path}: has no column “path”, which says whose row it is.")
    if len(set(head)) != len(head):
        raise UsageError(f"{path}: has two columns of the same name.")
    rows: dict[str, dict[str, str]] = {}
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise UsageError(
                f"{path}: line {number} has {len(cells)} cells, the first line {len(head)}."
            )
        row = {column: cell.strip() for column, cell in zip(head, cells, strict=True)}
        name = _key(row.pop(key))
        if name in rows:
            raise UsageError(f"{path}: line {number} names {name} for the second time.")
        month = row.get("month", "")
        if month and not _is_month(month):
            raise UsageError(f"{path}: line {number}: “{month}” is no month. Write it as 2026-04.")
        rows[name] = row
    return Metadata(rows, named)


def _key(path: str) -> str:
    """A path as rows are found by: with forward slashes, and accents in one way."""
    return normalize("NFC", os.path.normpath(path).replace("\\", "/")) if path else ""


def _is_month(text: str) -> bool:
    year, _, month = text.partition("-")
    return (
        text.isascii() and len(year) == 4 and year.isdigit() and len(month) == 2 and month.isdigit()
        and 1 <= int(month) <= 12
    )  # fmt: skip

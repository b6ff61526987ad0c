"""How much one file may hold, and how long it may take, before plainletter stops and says so.

A letter before proceedings is a few pages. The limits leave room for bundles a hundred times that size
and still keep one hostile or broken file from taking the machine's memory or an hour of its time. They
are settings: the table `[limits]` of a settings file, or `Config.limits`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields

from plainletter.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for each file. Megabytes are of 1,048,576 bytes.

    file_megabytes: a Word, OpenDocument or PDF file; mail systems refuse attachments well below it.
    text_megabytes: a file that is text itself (txt, md, html, rtf, eml). The works of Shakespeare take 5,
        the rest is room for pictures that HTML, RTF and mail carry inside.
    unpacked_megabytes: what all parts of a Word or OpenDocument file unpack to: twice the largest file,
        since pictures are packed already and only XML unpacks to more.
    ratio: unpacked bytes for each packed one. The XML of Word packs 10 to 30 times, a bomb 1,000 times.
    parts: parts of such a file; a long one with a hundred pictures has about two hundred.
    part_megabytes: one XML part; its tree in memory takes several times that.
    marks: signs `<` and `=` in one XML part, which bound its elements and attributes at some hundred
        bytes of memory each. A Word file of 100 pages has about 300,000.
    depth: how deep RTF groups, and mails, may stand inside each other. XML has a limit of its own in
        libxml2, 256.
    paragraphs: paragraphs of one document, empty ones too; a page has about forty.
    characters: code points of one document: about 800 pages.
    pages: pages of a PDF.
    seconds: time for one letter where many are checked, and in the service; the longest seen took 20.
    memory_megabytes: memory that one letter may take on top of program and rules, in the same places,
        on Linux.
    convert_seconds: time for LibreOffice to convert a .doc; its first start on a slow machine takes 20.
    files: entries that a walk through folders looks at, so that one begun at the root of a disk by mistake
        ends in seconds.
    """

    file_megabytes: float = 50
    text_megabytes: float = 20
    unpacked_megabytes: float = 100
    ratio: float = 150
    parts: int = 5_000
    part_megabytes: float = 40
    marks: int = 3_000_000
    depth: int = 200
    paragraphs: int = 50_000
    characters: int = 2_000_000
    pages: int = 2_000
    seconds: float = 300
    memory_megabytes: float = 2_048
    convert_seconds: float = 90
    files: int = 100_000

    def __post_init__(self) -> None:
        for limit in fields(self):
            value = getattr(self, limit.name)
            name = limit.name.replace("_", "-")
            # "Not above 0" instead of "below or 0", which a NaN would pass.
            if not value > 0:
                raise ConfigError(f"limits.{name} is {value:g}; it must be more than 0.")
            if value == math.inf:
                raise ConfigError(f"limits.{name} is {value:g}; it must be a number.")
        if self.depth > DEEPEST:
            raise ConfigError(f"limits.depth is {self.depth:g}; it must be at most {DEEPEST}.")

    @property
    def file_bytes(self) -> int:
        """`file_megabytes` in bytes."""
        return int(self.file_megabytes * 2**20)

    @property
    def text_bytes(self) -> int:
        """`text_megabytes` in bytes."""
        return int(self.text_megabytes * 2**20)

    @property
    def unpacked_bytes(self) -> int:
        """`unpacked_megabytes` in bytes."""
        return int(self.unpacked_megabytes * 2**20)

    @property
    def part_bytes(self) -> int:
        """`part_megabytes` in bytes."""
        return int(self.part_megabytes * 2**20)


DEEPEST = 1_000
"""More levels than this Python itself could not follow."""

RATIO_FREE = 10 * 2**20
"""Unpacked bytes below which the ratio does not matter: a blank drawing packs as well as a bomb does, and
this much does no harm."""

_DEFAULT = Limits()
_NOW = ContextVar("limits", default=_DEFAULT)


def now() -> Limits:
    """The limits in force."""
    return _NOW.get()


def settle(limits: Limits) -> None:
    """Other limits in force from now on, for a process whose letters all have the same ones."""
    _NOW.set(limits)


@contextmanager
def within(limits: Limits) -> Iterator[None]:
    """Other limits in force for what is done inside."""
    token = _NOW.set(limits)
    try:
        yield
    finally:
        _NOW.reset(token)


def megabytes(size: int) -> str:
    """A size in bytes as people write it, rounded to a tenth of a megabyte."""
    return f"{size / 2**20:,.1f} MB".replace(".0 MB", " MB")

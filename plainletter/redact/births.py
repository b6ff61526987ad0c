"""Dates of birth: the days that a letter names, and which of them are, or may be, somebody's birthday."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plainletter.letter import Anatomy
from plainletter.letter.dates import find_days
from plainletter.model import Block, Document, Span
from plainletter.redact.people import REACH, People

_BORN = re.compile(r"\b(?:born|birth|birthdays?|d\.?\s?o\.?\s?b)\b", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<!\d)\d{1,2}(?: ?[/.-] ?)\d{1,2}(?: ?[/.-] ?)(?:\d{4}|\d{2})(?!\d)")
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_ORDINALS = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_COUNTS = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen)"
)
_ONLY_BIRTHS = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        rf"\b{_ORDINALS}(?:\sday)?(?:\sof)?\s{_MONTHS}(?:,?\s\d{{4}})?\b",
        r"(?<![\d/.£])\d{1,2}/\d{1,2}(?![\d/%])",
        rf"(?<=born in )(?:{_MONTHS} )?(?:19|20)\d\d\b",
    )
)
"""Ways to write a day that are looked at only where a birth is spoken of."""
_BORN_YEAR = re.compile(r"\bb(?:orn|\.)? ?(?P<year>(?:19|20)\d\d)\b")
_AGED = re.compile(
    rf"(?:\baged? {_COUNTS},?|\({_COUNTS}(?: years(?: old)?)?,|\b(?:was|turns|turned|be|is|became) {_COUNTS}(?: years old)?"
    r" (?:last |this |next |on )*(?:the )?) ?\(?$",
    re.IGNORECASE,
)
"""What stands before a birthday: "aged 9, ", "(6, ", "she was one on "."""
_OLD = 2
"""Years before the letter from which a date in a cell of its own, or behind a name, is one of birth."""


def days_of(text: str) -> Iterator[Span]:
    """Dates, with or without a year."""
    for day in find_days(text):
        yield Span(day.start, day.end)
    for match in _NUMERIC.finditer(text):
        yield Span(*match.span())


def odd_days(text: str) -> Iterator[Span]:
    """Days as they are written only of births, where a birth is spoken of."""
    for pattern in _ONLY_BIRTHS:
        for match in pattern.finditer(text):
            if _tells_birth(text[max(match.start() - REACH, 0) : match.start()]):
                yield Span(*match.span())
    for match in _BORN_YEAR.finditer(text):
        yield Span(*match.span("year"))


def _tells_birth(before: str) -> bool:
    """True for words behind which a date is somebody's birthday."""
    return _BORN.search(before) is not None or _AGED.search(before) is not None


def births(letter: Anatomy, text: str, days: Sequence[Span], people: People) -> Iterator[Span]:
    """The dates that are, or may be, somebody's birthday."""
    written = letter.letter_date.year if letter.letter_date is not None else None
    own = {day: year for day in days if (year := _year(day.of(text), written)) is not None}
    year = written or max(own.values(), default=0)
    cells = list(_birth_cells(letter.document))
    alone = set()
    for block in letter.document.blocks:
        if block.place.table is not None:
            said = block.span.of(text)
            start = block.span.start + len(said) - len(said.lstrip())
            alone.add(Span(start, start + len(said.strip())))
    for day in days:
        before = text[max(day.start - REACH, 0) : day.start]
        old = day in own and own[day] <= year - _OLD
        if (
            _tells_birth(before)
            or people.named_before(day)
            or any(cell.contains(day) for cell in cells)
            or (old and day in alone)
            or (old and people.named_before(day, loosely=True))
        ):
            yield day


def _year(day: str, written: int | None) -> int | None:
    """The year at the end of a date, or at its start (2019-05-03).

    One of two digits is in this century unless that is after the letter (`written`).
    """
    match = re.search(r"\b((?:19|20)\d\d)\b", day)
    if match is not None:
        return int(match[1])
    short = re.search(r"[/.-] ?(\d\d)$", day)
    if short is None:
        return None
    year = 2000 + int(short[1])
    return year - 100 if year > (written or 2050) else year


def _birth_cells(document: Document) -> Iterator[Span]:
    """Cells of a table below or beside one that speaks of births."""
    columns: set[tuple[int | None, int | None]] = set()
    rows: set[tuple[int | None, int | None]] = set()
    for block in document.blocks:
        place = block.place
        if place.table is None:
            continue
        if (place.table, place.cell) in columns or (place.table, place.row) in rows:
            yield block.span
        if _speaks_of_birth(block, document.text):
            columns.add((place.table, place.cell))
            rows.add((place.table, place.row))


def _speaks_of_birth(block: Block, text: str) -> bool:
    return len(block.span) <= REACH and _BORN.search(block.span.of(text)) is not None

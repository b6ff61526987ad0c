"""Dates as letters write them, and the one date that a letter carries at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?"
_GAP = r"[^\S\n]{1,3}"
_DATE = re.compile(
    rf"""(?<![\w/.-])(?:
    (?:{_WEEKDAY},?{_GAP}(?:the{_GAP})?)?
    (?:
        (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:{_GAP}|-)(?:of{_GAP})?(?P<month>{_MONTH}),?(?:{_GAP}|-)
        (?P<year>\d{{4}})
      | (?P<month2>{_MONTH}){_GAP}(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?{_GAP}(?P<year2>\d{{4}})
      | (?P<day3>\d{{1,2}})[^\S\n]?(?P<sep>[/.-])[^\S\n]?(?P<month3>\d{{1,2}})[^\S\n]?(?P=sep)[^\S\n]?
        (?P<year3>\d{{4}}|\d{{2}})
      | (?P<year4>\d{{4}})-(?P<month4>\d{{2}})-(?P<day4>\d{{2}})
    ))(?![\w/-])""",
    re.IGNORECASE | re.VERBOSE,
)
# Before the date a label or the place of writing; after it nothing but a stop.
_LABEL = (
    r"(?:(?:date|dated|dyddiad|date[ ]of[ ](?:this[ ])?letter)\b[ ]?[:.]?[ ]?|[^\W\d_]{2,20},[ ])"
)
_BARE_LABEL = re.compile(r"(?:date|dyddiad|date of (?:this )?letter) ?:?", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"(?:date:? ?)?{_MONTH} \d{{4}}\.?", re.IGNORECASE)
_LABELLED = re.compile(_LABEL, re.IGNORECASE)


_WEEKDAY_NUMBERS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_SPACE = r"\s{1,3}"
_WRITTEN = re.compile(
    rf"""(?<![\w/.-])(?:(?P<weekday>{_WEEKDAY}),?{_SPACE}(?:the{_SPACE})?)?(?:
        (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_SPACE}(?:of{_SPACE})?(?P<month>{_MONTH})(?![^\W\d_])
        (?:,?{_SPACE}(?P<year>(?:19|20)\d{{2}}))?
      | (?P<month2>{_MONTH}){_SPACE}(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?{_SPACE}(?P<year2>(?:19|20)\d{{2}}))?
      | (?P<day3>\d{{1,2}})(?P<sep>[/.])(?P<month3>\d{{1,2}})(?P=sep)(?P<year3>(?:19|20)\d{{2}})
    )(?![\w/-])""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a letter writes it, from `start` to `end` (code points).

    `weekday` counts from Monday as 0, as `date.weekday` does; None where there is none. `year` is None
    where the letter leaves it out. The day need not be one that a calendar has.
    """

    start: int
    end: int
    weekday: int | None
    day: int
    month: int
    year: int | None

    def in_year(self, year: int) -> date | None:
        """The day in a year; None where that year has no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def nearest(self, to: date) -> date | None:
        """The day in its own year, or where it names none in the year that brings it nearest to `to`."""
        if self.year is not None:
            return self.in_year(self.year)
        days = [d for year in (to.year - 1, to.year, to.year + 1) if (d := self.in_year(year))]
        return min(days, key=lambda day: abs(day - to), default=None)


def find_days(text: str, start: int = 0, end: int | None = None) -> Iterator[Day]:
    """Every day with a month in `text[start:end]`, in order, whether a calendar has it or not."""
    for match in _WRITTEN.finditer(text, start, len(text) if end is None else end):
        parts = match.groupdict()
        suffix = next(s for s in ("", "2", "3") if parts[f"day{s}"] is not None)
        month = parts[f"month{suffix}"]
        number = int(month) if month.isdigit() else _MONTH_NUMBERS[month[:3].lower()]
        if month[0].islower() and match.start(f"month{suffix}") < match.start(f"day{suffix}"):
            continue  # "You may 4 times" is no day.
        weekday = parts["weekday"]
        year = parts[f"year{suffix}"]
        # The stop behind a month is the sentence's oftener than the month's.
        end_at = match.end() - match.group().endswith(".")
        if number in range(1, 13):
            yield Day(
                match.start(), end_at,
                _WEEKDAY_NUMBERS[weekday[:3].lower()] if weekday else None,
                int(parts[f"day{suffix}"]), number, int(year) if year else None,
            )  # fmt: skip


def find_date(text: str, start: int, end: int) -> tuple[date, int, int] | None:
    """The first whole date in `text[start:end]`: its day, and where it stands (code points).

    Years of two digits are taken to be in this century. A day that no calendar has is no date.
    """
    for match in _DATE.finditer(text, start, end):
        found = _day(match)
        if found is not None:
            return found, match.start(), match.end()
    return None


def is_date_line(line: str) -> bool:
    """True when a line (single spaces only) holds a date or the place for one, and nothing else.

    "12 May 2026", "Date: 12/05/2026", "March 2027" and a bare "Date:" are such lines; a date of birth
    is not.
    """
    if _BARE_LABEL.fullmatch(line) or _MONTH_ONLY.fullmatch(line):
        return True
    label = _LABELLED.match(line)
    start = label.end() if label else 0
    match = _DATE.match(line, start)
    return match is not None and not line[match.end() :].strip(" .")


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    for suffix in ("", "2", "3", "4"):
        year, month, day = (parts[f"{name}{suffix}"] for name in ("year", "month", "day"))
        if year is None:
            continue
        number = int(month) if month.isdigit() else _MONTH_NUMBERS[month[:3].lower()]
        try:
            return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
        except ValueError:
            return None
    return None

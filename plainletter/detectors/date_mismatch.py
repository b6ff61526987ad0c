"""A weekday and a date that disagree, and days that no calendar has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from plainletter.analysis.analyse import Analysis
from plainletter.detectors.timing import looks_ahead
from plainletter.kinds.match import Match
from plainletter.letter.dates import Day, find_days
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Days whose weekday is another one. Where the year is left out, it is the one that brings the day
    nearest to the letter's own date; without either nothing is said. A day that fits in the year before
    is let stand, or in the year after where the sentence speaks of what is to come."""
    labels = SCOPES[rule.scope]
    written = letter.anatomy.letter_date
    for unit in letter.units:
        if unit.block.label not in labels:
            continue
        for found in find_days(unit.text):
            sentence = unit.sentence_at(found.start)
            told = _fault(found, written, ahead=looks_ahead(sentence.text))
            if told:
                span = unit.span(found.start, found.end)
                yield Match(rule, span, sentence.span, (Suggestion(told),), {"fault": told})


def _fault(found: Day, written: date | None, *, ahead: bool) -> str:
    """What is wrong with a day, in a sentence; empty where nothing is, or nobody can tell."""
    year = found.year or (written.year if written else 2024)
    if found.in_year(year) is None and found.in_year(2024) is None:
        return f"{_MONTHS[found.month - 1]} has no day {found.day}."
    if found.weekday is None:
        return ""
    if found.year is not None:
        day = found.in_year(found.year)
        if day is None:
            return f"{_MONTHS[found.month - 1]} {found.year} has no day {found.day}."
    elif written is not None:
        day = found.nearest(written)
        years = (written.year, written.year + 1) if ahead else (written.year - 1, written.year)
        near = (found.in_year(year) for year in years)
        if any(d is not None and d.weekday() == found.weekday for d in near):
            return ""
    else:
        return ""
    if day is None or day.weekday() == found.weekday:
        return ""
    other = min(
        (day + timedelta(days=shift) for shift in range(-3, 4)),
        key=lambda d: d.weekday() != found.weekday,
    )
    return (
        f"{_written(day)} is a {_WEEKDAYS[day.weekday()]}. "
        f"The nearest {_WEEKDAYS[found.weekday]} is {_written(other)}."
    )


def _written(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

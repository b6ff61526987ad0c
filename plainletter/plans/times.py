"""When an action is to be done, and the day a plan was made and is looked at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from plainletter.letter.dates import find_date
from plainletter.plans.parts import Due, Part
from plainletter.plans.words import CALENDAR, EMPTY, NOT_DATES, REGULAR

_DAY_MONTH = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?P<year> \d{4})?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STARTED = re.compile(r"\b(?:since|from|started|starting|starts?|begins?|began|beginning|already)\b", re.IGNORECASE)  # fmt: skip
_BY_WHEN = re.compile(
    r"\b(?:by|on|until|till|every|each|from|before|within|at|starting|due|in|next|this|for|daily|weekly|after|over|twice|once)\b",
    re.IGNORECASE,
)

_AS_VERB = re.compile(r"continu|always|regular|permanent|rolling|as before", re.IGNORECASE)
"""Words that are no date in a cell but tell how something is done in a sentence."""
_SHORT = 8
"""Words of a cell that are all shown as its date."""


def due_in_cell(part: Part | None, written: date | None) -> Due:
    """What a cell or a labelled line says about when."""
    if part is None or not part.text.strip() or not re.search(r"\w|\?", part.text):
        return Due("none", part)
    return _due(part, 0, len(part.text), written, alone=True)


def due_in_text(part: Part, stop: int, written: date | None) -> Due:
    """What the words of an action say about when; words from `stop` on give its reason."""
    found = _due(part, 0, stop, written, alone=False)
    if found.kind in ("none", "other") and stop < len(part.text):
        later = _due(part, stop, len(part.text), written, alone=False)
        before = part.text[: later.start].rstrip()[-12:] if later.kind == "date" else ""
        if re.search(r"\b(?:by|until|on|from)\b", before + " " + later.words, re.IGNORECASE):
            return later
    return found


def _due(part: Part, start: int, end: int, written: date | None, *, alone: bool) -> Due:
    text = part.text[start:end]
    sure = CALENDAR.search(text)
    if sure is not None and (alone or _BY_WHEN.search(text[: sure.end()]) or "(" in text):
        day = _last_day(text, written)
        if alone and len(text.split()) <= _SHORT:
            return Due("date", part, start, end, day)
        return Due("date", part, start + sure.start(), start + sure.end(), day)
    weak = REGULAR.search(text)
    for kind, pattern in NOT_DATES:
        if not alone and kind in ("event", "trigger"):
            continue
        match = pattern.search(text)
        if match is not None and not alone and _AS_VERB.match(match.group()):
            continue
        if match is not None and (weak is None or kind in ("open", "soon", "blank")):
            return Due(kind, part, start + match.start(), start + match.end())
    if weak is not None:
        return Due("date", part, start + weak.start(), start + weak.end())
    if alone:
        return Due("blank" if EMPTY.match(text.strip()) else "other", part, start, end)
    return Due("none")


def _last_day(text: str, written: date | None) -> str:
    """The last day that the words name, unless they say that something began then."""
    days = sorted(all_days(text, written))
    if not days or (len(days) == 1 and _STARTED.search(text)):
        return ""
    return days[-1].isoformat()


def all_days(text: str, near: date | None) -> Iterator[date]:
    """Every day that a text names. One without a year is taken to be the one nearest to `near`."""
    position = 0
    while (found := find_date(text, position, len(text))) is not None:
        yield found[0]
        position = found[2]
    for match in _DAY_MONTH.finditer(text):
        if match["year"] or near is None:
            continue
        month = _MONTHS.index(match["month"].lower()) + 1
        years = (near.year - 1, near.year, near.year + 1)
        near_days = [d for d in (_day(year, month, int(match["day"])) for year in years) if d]
        if near_days:
            yield min(near_days, key=lambda day: abs(day - near))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_MADE = re.compile(
    r"\b(?:date (?:of|on) (?:this |the )?(?:plan|icpc|conference|meeting|agreement|core group)|date (?:plan )?(?:made|agreed|written|completed|started)|plan (?:made|agreed|written|dated|started|date)|made|agreed|written|drawn up|dated|plan of|date(?! of (?:birth|rcpc|review|next)))\b"
    r"[^\n]{0,60}?[\s:]{1,3}(?=(?:on |at |the |a |\w+day,? |meeting ){0,4}\d)",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:review(?:ed|s)?(?: date| meeting| conference)?|rcpc|(?:we|all) (?:will )?(?:all )?(?:meet|look at (?:this|it|the plan)|come together|sit down) again|meet(?:ing)? again|next (?:meeting|core group|review|conference)|look(?:ed)? at (?:this plan |the plan |it )?again|check(?: in)? (?:again )?how)\b",
    re.IGNORECASE,
)
LONGEST_PLAN = timedelta(days=200)
"""How far before the plan a day without a year is still read as past. Child protection plans are looked
at again within six months at the latest (our own reading of common practice)."""


def day_written(text: str) -> date | None:
    """The day a plan says it was made, where it says so with a year."""
    for match in _MADE.finditer(text):
        line_end = text.find("\n", match.end())
        stop = min(line_end if line_end >= 0 else len(text), match.end() + 40)
        found = find_date(text, match.end(), stop)
        if found is not None:
            return found[0]
    return None


def review_in(text: str, written: date | None) -> tuple[int, int, str] | None:
    """Where a text says when the plan is looked at again: the words, and the day, "" where unsure."""
    for lines in (1, 2):
        for match in _AGAIN.finditer(text):
            tail = "\n".join(text[match.end() : match.end() + 120].split("\n")[:lines])
            when = CALENDAR.search(tail) or re.search(r"\b(?:every|each) \w+|\bweekly\b", tail)
            if when is not None:
                days = sorted(all_days(tail, written))
                sure = find_date(text, match.end(), match.end() + len(tail))
                end = sure[2] if sure is not None else match.end() + when.end()
                return match.start(), end, days[0].isoformat() if days else ""
    return None

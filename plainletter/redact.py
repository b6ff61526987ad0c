"""A report without what tells whose letter it is: names, addresses, dates of birth, telephone numbers, e-mail
addresses and reference numbers.

Each letter and digit of them becomes a block, so that all places in the report stay right. Where it is
not sure, it takes away too much: a word with a capital that no dictionary has may be a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from plainletter.analysis.lexicon import cefr, is_easy
from plainletter.letter import Anatomy, anatomy
from plainletter.letter.dates import find_days
from plainletter.letter.words import NOT_NAMES, TITLES
from plainletter.model import (
    Block,
    ChecklistItem,
    Document,
    Driver,
    Edit,
    Finding,
    Label,
    Problem,
    Report,
    Span,
    Suggestion,
)
from plainletter.remembered import remembered

_Told = Callable[[str], str]
"""Covers what is private in something that is told of the letter."""

COVER = "█"
"""What stands in place of a letter or digit."""

_WHOLE: frozenset[Label] = frozenset({"address", "reference"})
"""Blocks that are nothing else."""
_HEAD: frozenset[Label] = frozenset({"letterhead", "signoff"})

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_SEEN = re.compile(r"\w")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*(?:-[^\W\d_]+)*")
_STREET = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Court|Crescent|Place|Terrace|Grove|Gardens|Walk|Row"
    r"|Square|Hill|Rise|View|Park|Mews|Parade|Green|Yard|Gate|Wharf|Quay|Embankment|Broadway|Croft|Fold|Garth"
    r"|House|Hall|Lodge|Buildings|Centre|Estate|End|Path|Vale|Mount|Bank|Approach|Passage|Hub)"
)
_COURTS = r"(?:\w+ )?(?:Family|County|Crown|High|Youth|Magistrates['’]?) Court\b"
_CAPITALS = r"[A-Z][\w'’.-]*"
_PATTERNS = tuple(
    re.compile(expression, flags)
    for expression, flags in (
        # E-mail addresses and web addresses with a person's page.
        (r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*", 0),
        # Telephone numbers, and any other long number with or without gaps.
        (r"(?<![\w/£.,])(?:\+|\(0|\(\+)?\d(?:[ ()-]{0,2}\d){6,}(?!\w)", 0),
        # Postcodes, whole or the first half behind a place.
        (r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE),
        # A house and its street, with the places behind it.
        (
            rf"\b(?:(?:Flat|Unit|Room|Suite|Apartment|Apt|No\.?) ?\w{{1,4}},? )?(?:\d+[A-Za-z]?(?:[-–/]\d+[A-Za-z]?)?,? )"
            rf"(?:{_CAPITALS} ){{1,4}}{_STREET}\b(?:, {_CAPITALS}(?: {_CAPITALS})*)*", 0,
        ),
        (rf"\b(?!{_COURTS})(?:{_CAPITALS} ){{1,3}}{_STREET}\b(?:, {_CAPITALS}(?: {_CAPITALS})*)*", 0),
        (r"\b(?:Flat|Unit|Suite|Apartment|Apt) ?\w{1,4}\b", 0),
        (r"\bP\.?O\.? Box \d+", re.IGNORECASE),
        # References: what the words before them say, and what looks like nothing else.
        (
            r"\b(?:our |your |case |file |child |client |court )?(?:ref(?:erence)?s?|case|file|claim|NHS|NI|national insurance"
            r"|URN|UPN|ID|mosaic|liquid ?logic|care ?first|protocol|court)\b\.?(?: (?:no|number|num|id)\b\.?)?(?: is)?[ :#]{1,3}"
            r"(?=[\w/. -]{0,20}\d)[A-Z0-9][\w./-]*(?: \d[\w./-]*)*", re.IGNORECASE,
        ),
        (r"\b(?=[\w./-]*\d)(?=[\w./-]*[A-Z])[A-Z0-9]+(?:[./-][A-Z0-9]+)+\b", 0),
        (r"\b[A-Z]{1,5}-?\d{3,}[A-Z0-9]*\b", 0),
        (r"\b\d{2,}[A-Z]{1,4}\d+[A-Z0-9]*\b", 0),
        (r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", 0),
        (r"(?<![£\d.,])\b\d{5,}\b", 0),
        (r"\bDX:? ?\d+", 0),
    )
)  # fmt: skip
_ADDRESSES = _PATTERNS[2:5]
_TITLED = re.compile(
    rf"\b(?:{'|'.join(sorted((t.title() for t in TITLES if '/' not in t), key=len, reverse=True))}|PC|DC|DS)\.? "
    rf"(?P<name>{_CAPITALS}(?: {_CAPITALS})*)"
)
_INITIALS = re.compile(r"\b(?:[A-Z]\.){1,3}(?=\s|,|$)|\((?P<letters>[A-Z]{2,3})\)")
_BORN = re.compile(r"\b(?:born|birth|d\.?\s?o\.?\s?b)\b", re.IGNORECASE)
_REACH = 40
"""Code points between "born" and the date, or the name and its date in brackets."""
_NUMERIC = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)")
_OLD = 2
"""Years before the letter from which a full date is taken for one of birth."""


def redacted(report: Report) -> Report:
    """The report with what is private covered, in the letter's text and in all that is told of it.

    Places, scores and keys stay; the path and the title lose names and references too. A pure function that
    raises nothing for any report.
    """
    letter = anatomy(report.document)
    spans = _merged(_private(letter))
    text = _covered(letter.document.text, spans)
    words = frozenset(
        word.group()
        for span in spans
        for word in re.finditer(r"\w+", span.of(letter.document.text))
        if len(word.group()) > 1
    )

    def told(said: str) -> str:
        return _without(said, words)

    return replace(
        report,
        path=told(report.path),
        document=_document(report.document, text, told),
        findings=tuple(_finding(finding, text, told) for finding in report.findings),
        drivers=tuple(_driver(driver, text) for driver in report.drivers),
        checklist=tuple(_item(item, told) for item in report.checklist),
        problems=tuple(_problem(problem, told) for problem in report.problems),
    )


def _private(letter: Anatomy) -> Iterator[Span]:
    """Where the letter holds something private, in no order and overlapping."""
    text = _spaced(letter.document.text)
    for block in letter.document.blocks:
        if block.label in _WHOLE:
            yield block.span
        elif block.label in _HEAD:
            yield from _address_lines(text, block.span)
    days = list(_days(text))
    starts = {day.start for day in days}
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if match.start() not in starts:
                yield Span(*match.span())
    whole = text.replace("\n", " ")  # A line may end inside an address.
    for pattern in _ADDRESSES:
        yield from (Span(*match.span()) for match in pattern.finditer(whole))
    yield from _births(letter, days)
    yield from _with_initials(text, _names(text, letter.names))


def _names(text: str, names: frozenset[str]) -> Iterator[Span]:
    """People's names: known ones, what stands behind a title, initials, and unknown words with a capital."""
    for match in _TITLED.finditer(text):
        yield Span(*match.span("name"))
    for match in _INITIALS.finditer(text):
        letters = match.group("letters")
        if letters is None or letters.lower() not in _SHORT_FORMS:
            yield Span(*match.span())
    for word in _WORD.finditer(text):
        if _is_name(word.group(), names):
            yield Span(*word.span())


def _address_lines(text: str, block: Span) -> Iterator[Span]:
    """Lines of the letter's head or foot that hold a postcode or street: the house has a name, perhaps."""
    start = block.start
    for line in block.of(text).split("\n"):
        if any(pattern.search(line) for pattern in _ADDRESSES):
            yield Span(start, start + len(line))
        start += len(line) + 1


def _with_initials(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Names with the single letters before them: "D R HARGREAVES"."""
    for name in names:
        before = _LETTERS_BEFORE.search(text, max(name.start - 12, 0), name.start)
        yield Span(before.start(), name.end) if before is not None else name


_LETTERS_BEFORE = re.compile(r"\b(?:[A-Z]\.?\s{1,2}){1,3}$")
_SHORT_FORMS = frozenset(
    {
        "cp",
        "cin",
        "la",
        "gp",
        "hv",
        "sw",
        "cpp",
        "cic",
        "lac",
        "iro",
        "plo",
        "dv",
        "nhs",
        "pc",
        "ra",
    }
)
"""Letters in brackets that are no person's initials."""


def _is_name(word: str, names: frozenset[str]) -> bool:
    low = word.lower().replace("’", "'")
    low = low.removesuffix("'s").removesuffix("'")
    parts = (low, *low.split("-"))
    if any(part in names for part in parts):
        # "Will" may be a name where "will" is none.
        return word[0].isupper() or not _is_everyday(low)
    if not word[0].isupper() or word.isupper() or len(word) < 2:
        return False
    return not any(part in NOT_NAMES or _is_everyday(part) for part in parts)


@remembered(8192)
def _is_everyday(word: str) -> bool:
    """True for a word that learners' lists hold. Longer lists have first names too."""
    return cefr(word) is not None or is_easy(word)


def _spaced(text: str) -> str:
    """The text with plain spaces, character for character."""
    return text.translate(_SPACES)


def _days(text: str) -> Iterator[Span]:
    """Dates, with or without a year."""
    for day in find_days(text):
        yield Span(day.start, day.end)
    for match in _NUMERIC.finditer(text):
        yield Span(*match.span())


def _births(letter: Anatomy, days: Sequence[Span]) -> Iterator[Span]:
    """The dates that are, or may be, somebody's birthday."""
    text, names = _spaced(letter.document.text), letter.names
    written = letter.letter_date.year if letter.letter_date is not None else None
    years = [year for day in days if (year := _year(day.of(text))) is not None]
    year = written or max(years, default=None)
    cells = list(_birth_cells(letter.document))
    for day in days:
        before = text[max(day.start - _REACH, 0) : day.start]
        own = _year(day.of(text))
        bracket = re.search(r"(\w[\w'’-]*) ?[(,–-] ?$", before)
        if (
            _BORN.search(before)
            or (bracket is not None and _is_name(bracket[1], names))
            or any(cell.contains(day) for cell in cells)
            or (own is not None and year is not None and own <= year - _OLD)
        ):
            yield day


def _year(day: str) -> int | None:
    """The year at the end of a date, or at its start (2019-05-03)."""
    match = re.search(r"\b((?:19|20)\d\d)\b", day)
    if match is not None:
        return int(match[1])
    short = re.search(r"[/.-](\d\d)$", day)
    return 2000 + int(short[1]) if short is not None else None


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
    return len(block.span) <= _REACH and _BORN.search(block.span.of(text)) is not None


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _covered(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += [text[position : span.start], _SEEN.sub(COVER, span.of(text))]
        position = span.end
    return "".join([*pieces, text[position:]])


def _without(said: str, words: frozenset[str]) -> str:
    """Something that is told of the letter, without the words that are covered there."""
    plain = _spaced(said)
    spans = [Span(*match.span()) for pattern in _PATTERNS for match in pattern.finditer(plain)]
    for match in re.finditer(r"\w+", said):
        word = match.group()
        if word in words and (len(word) > 2 or not word.isdigit()) and not _is_plain(word):
            spans.append(Span(*match.span()))
    return _covered(said, _merged(spans))


def _is_plain(word: str) -> bool:
    """True for a word that says nothing of anybody, though it stands in a name or an address too."""
    return word.islower() and _is_everyday(word)


def _document(document: Document, text: str, told: _Told) -> Document:
    return replace(
        document,
        text=text,
        path=told(document.path),
        title=told(document.title),
        allowances=tuple(
            replace(one, reason=told(one.reason), text=None if one.text is None else told(one.text))
            for one in document.allowances
        ),
        problems=tuple(_problem(problem, told) for problem in document.problems),
    )


def _finding(finding: Finding, text: str, told: _Told) -> Finding:
    return replace(
        finding,
        message=told(finding.message),
        why=told(finding.why),
        text=finding.span.of(text) if len(finding.span) else told(finding.text),
        suggestions=tuple(_suggestion(suggestion, told) for suggestion in finding.suggestions),
    )


def _suggestion(suggestion: Suggestion, told: _Told) -> Suggestion:
    """What was covered in a wording cannot be put into the letter any more: it becomes advice."""
    edits = tuple(Edit(edit.span, told(edit.text)) for edit in suggestion.edits)
    if edits != suggestion.edits:
        return Suggestion(told(suggestion.text))
    return replace(suggestion, text=told(suggestion.text))


def _driver(driver: Driver, text: str) -> Driver:
    return replace(driver, text=driver.span.of(text))


def _item(item: ChecklistItem, told: _Told) -> ChecklistItem:
    return replace(item, message=told(item.message))


def _problem(problem: Problem, told: _Told) -> Problem:
    return replace(problem, message=told(problem.message), where=told(problem.where))

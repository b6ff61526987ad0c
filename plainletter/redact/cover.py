"""A report with what is private covered, in the letter's text and in all that is told of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from plainletter.letter import Anatomy, anatomy
from plainletter.model import (
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
from plainletter.redact.births import births, days_of, odd_days
from plainletter.redact.patterns import ADDRESSES, PATTERNS, address_lines, sites
from plainletter.redact.people import People, with_initials
from plainletter.redact.words import is_everyday

_Told = Callable[[str], str]
"""Covers what is private in something that is told of the letter."""
COVER = "█"
"""What stands in place of a letter or digit."""
_WHOLE: frozenset[Label] = frozenset({"address", "reference"})
"""Blocks that are nothing else."""
_HEAD: frozenset[Label] = frozenset({"letterhead", "signoff"})
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_SEEN = re.compile(r"\w")
_PIECES = re.compile(r"\w-\w\b|\w+")


def redacted(report: Report) -> Report:
    """The report with what is private covered, in the letter's text and in all that is told of it.

    Places and scores stay; keys become others, that say nothing of the text; the path and the title lose names and references too. A pure function that
    raises nothing for any report.
    """
    letter = anatomy(report.document)
    spans = _merged(_private(letter))
    text = _covered(letter.document.text, spans)
    words = frozenset(
        word.group()
        for span in spans
        for word in _PIECES.finditer(span.of(letter.document.text))
        if len(word.group()) > 1
    )

    def told(said: str) -> str:
        return _without(said, words)

    return replace(
        report,
        path=told(report.path),
        document=_document(report.document, text, told),
        findings=tuple(
            _finding(finding, number, text, told) for number, finding in enumerate(report.findings)
        ),
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
            yield from address_lines(text, block.span)
    odd = list(odd_days(text))
    days = sorted({*days_of(text), *odd})
    yield from odd
    starts = {day.start for day in days}
    places = []
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            if match.start() not in starts:
                places.append(Span(*match.span()))
    whole = text.replace("\n", " ")  # A line may end inside an address.
    for pattern in ADDRESSES:
        places += (Span(*match.span()) for match in pattern.finditer(whole))
    places += sites(text)
    yield from places
    places += (block.span for block in letter.document.blocks if block.label in _WHOLE)
    people = People(letter, text, days, _merged(places))
    yield from births(letter, text, days, people)
    yield from with_initials(text, people.spans())


def _spaced(text: str) -> str:
    """The text with plain spaces, character for character."""
    return text.translate(_SPACES)


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
    spans = [Span(*match.span()) for pattern in PATTERNS for match in pattern.finditer(plain)]
    for match in [*re.finditer(r"\w+", said), *re.finditer(r"\w+(?:-\w+)+", said)]:
        word = match.group()
        if word in words and (len(word) > 2 or not word.isdigit()) and not _is_plain(word):
            spans.append(Span(*match.span()))
    return _covered(said, _merged(spans))


def _is_plain(word: str) -> bool:
    """True for a word that says nothing of anybody, though it stands in a name or an address too."""
    return word.islower() and is_everyday(word)


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


def _finding(finding: Finding, number: int, text: str, told: _Told) -> Finding:
    # A key is a hash of the sentence, which somebody who guesses it could prove by it.
    key = sha256(f"{finding.rule}\n{number}".encode()).hexdigest()[:16]
    return replace(
        finding,
        key=key,
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

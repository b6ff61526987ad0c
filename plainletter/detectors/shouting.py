"""Shouting: lines and runs of words in capital letters, and rows of exclamation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.lexicon import is_ordinary
from plainletter.analysis.units import Unit
from plainletter.kinds.match import Match
from plainletter.model import Edit, Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.suggest import rewrite

_RUN = re.compile(
    r"[A-Z][A-Z'’&/-]*(?!\w)(?:[ ,:;.!?–-]+(?:[A-Z][A-Z'’&/-]*|\d[\d/.,]*)(?!\w))*[!]*"
)
_MARKS = re.compile(r"!{2,}|!\?[!?]*|\?!+")
_CAPITALISED = frozenset(
    [
        "i",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
"""Words that keep a capital in a sentence, whatever stands beside them."""
_MONTH = re.compile(
    r"\d(?:st|nd|rd|th)? (?P<beside>march|may)\b|\b(?P<after>march|may) \d", re.IGNORECASE
)
"""March and May are verbs as well: they are months beside a figure."""
_ACT = re.compile(
    r"(?:(?!(?:UNDER|OF|THE|BY|IN|TO|WITH|AN?|OUR|SECTION|PART|RE|AND)\b)[A-Z]+ (?:AND |OF )?){1,4}ACT \d{4}"
)
"""A law with its year."""
_LETTERHEAD_WORDS = 16
"""Words that stand above the salutation in one paragraph. Our own judgement."""
_PLACE = re.compile(
    r"(?:[A-Z][A-Z'’]* ){1,4}(?:STREET|ROAD|LANE|AVENUE|CLOSE|DRIVE|HOUSE|COURT|HOSPITAL|SCHOOL|COLLEGE"
    r"|CENTRE|PARK|SQUARE|TERRACE|GARDENS|ROW|HILL)|PO BOX [\d ]+"
)

_EMPHASIS = frozenset(
    [
        "NOT",
        "MUST",
        "WILL",
        "NEVER",
        "ALL",
        "ANY",
        "ONLY",
        "NO",
        "STOP",
        "IMMEDIATELY",
        "URGENT",
        "URGENTLY",
        "NOW",
        "WARNING",
        "ALWAYS",
        "VERY",
        "DO",
        "IMPORTANT",
        "FINAL",
        "CANNOT",
        "SHALL",
    ]
)
"""Single words that are capitals for force, not as an acronym."""


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Runs of capital words, single words of force, rows of marks.

    Options: `words`, the least length of a run that shouts; `heading-words`, that in a heading. Two
    words are enough in a sentence where both are ordinary ones ("WITHOUT DELAY").
    """
    if _may_be_letterhead(letter):
        return
    options = rule.options
    labels = SCOPES[rule.scope]
    for unit in letter.units:
        if unit.block.label in labels:
            heading = unit.block.label in ("heading", "subject")
            least = int(options["heading-words"] if heading else options["words"])
            yield from _find_in(unit, letter, rule, least, heading)


def _may_be_letterhead(letter: Analysis) -> bool:
    """True for a few words, all in capitals, that are no sentence: word processors send a letter's lines one
    by one, and what stands above the salutation cannot be told from the rest."""
    texts = [unit.text.strip() for unit in letter.units]
    few = sum(len(text.split()) for text in texts) <= _LETTERHEAD_WORDS
    return few and all(text.isupper() and text[-1] not in ".!?" for text in texts)


def _find_in(
    unit: Unit, letter: Analysis, rule: DetectorRule, least: int, heading: bool
) -> Iterator[Match]:
    text = letter.document.text
    for run in _RUN.finditer(unit.text):
        words = re.findall(r"[A-Z][A-Z'’]*", run.group())
        if run.start() and unit.text[run.start() - 1].isalnum():
            continue
        # A row of acronyms is jargon, not shouting: count only what is a word in small letters too.
        ordinary = [
            word
            for word in words
            if len(word) > 1 and word.lower() not in letter.names and is_ordinary(word.lower())
        ]
        enough = len(words) >= least and len(ordinary) >= max(least - 1, 2)
        pair = len(words) == len(ordinary) == 2 and not heading
        forceful = len(words) == 1 and words[0] in _EMPHASIS and not heading
        if not (enough or pair or forceful):
            continue
        if not heading and _PLACE.fullmatch(run.group().rstrip(" ,.")):
            continue
        start, end = run.start(), run.end()
        while end > start and unit.text[end - 1] in " ,:;.-":
            end -= 1
        lowered = _sentence_case(unit.text[start:end], letter.names)
        sentence = unit.sentence_at(start)
        span = unit.span(start, end)
        opens = not any(map(str.isalnum, unit.text[sentence.start : start]))
        # A line of its own, as headings of several lines have them.
        opens = opens or text[: span.start].rstrip(" \t")[-1:] == "\n"
        wording = lowered[0].upper() + lowered[1:] if opens else lowered
        yield Match(rule, span, sentence.span, (Suggestion(wording, (Edit(span, wording),)),))
    for marks in _MARKS.finditer(unit.text):
        mark = "?" if "?" in marks.group() else "."
        sentence = unit.sentence_at(marks.start())
        suggestion = rewrite(unit, marks.start(), marks.end(), mark, text)
        yield Match(rule, unit.span(*marks.span()), sentence.span, (suggestion,))


def _sentence_case(found: str, names: frozenset[str]) -> str:
    def lower(match: re.Match[str]) -> str:
        word = match.group().lower()
        capital = word in names or word in _CAPITALISED or match.start() in months
        law = word not in ("and", "of", "the") and any(match.start() in act for act in acts)
        return word.capitalize() if capital or law else word

    months = {month.start("beside") + month.start("after") + 1 for month in _MONTH.finditer(found)}
    acts = [range(*act.span()) for act in _ACT.finditer(found)]
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lower, found)

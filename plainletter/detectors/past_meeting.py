"""A meeting that is still to come, on a day before the letter's own date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.detectors.timing import looks_ahead
from plainletter.kinds.match import Match
from plainletter.letter.dates import find_days
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule

_LABELLED = re.compile(r"(?:date|day|when)(?: of (?:the )?meeting)?\s?:", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:meetings?|hearing|conference|appointment|visit)\b", re.IGNORECASE)


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Days before the letter's date in sentences that speak of what is to come, or behind "Date:" below a
    heading about a meeting. Without a letter date nothing is said; a day without a year counts only up
    to `options.days` before it, as it may be next year's."""
    written = letter.anatomy.letter_date
    if written is None:
        return
    labels = SCOPES[rule.scope]
    heading = ""
    for unit in letter.units:
        if unit.block.label in ("heading", "subject") or (
            unit.text[-1] not in ".:;?!" and ":" not in unit.text and len(unit.text) < 60
        ):
            heading = unit.text
        if unit.block.label not in labels:
            continue
        for sentence in unit.sentences:
            ahead = looks_ahead(sentence.text)
            labelled = _LABELLED.match(sentence.text) and _MEETING.search(heading)
            if not ahead and not labelled:
                continue
            for found in find_days(sentence.text):
                day = found.nearest(written)
                if day is None or day >= written:
                    continue
                if found.year is None and (written - day).days > int(rule.options["days"]):
                    continue
                start = sentence.start + found.start
                span = unit.span(start, sentence.start + found.end)
                ask = Suggestion(str(rule.options["ask"]))
                yield Match(rule, span, sentence.span, (ask,))

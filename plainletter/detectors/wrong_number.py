"""Telephone numbers that are too short or too long to ring."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import Span, Suggestion
from plainletter.packs.schema import DetectorRule

_NUMBER = re.compile(r"(?<![\w./+-])(?:\+44|\(?0(?=[1-9]))[\d ()-]{4,20}\d(?![\w/]|[.-]\d)")
_NEAR = re.compile(
    r"\b(?:phone|telephone|tel|ring|call|mobile|text|number|line|helpline|fax)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Numbers that start as British ones do and that no British number has the length of; whether a number
    is in use is not looked at. Option `lengths`: for each first digit behind the 0, how many digits may
    follow the 0. What stands behind no word such as "ring" and is set like a code is left alone."""
    lengths: Mapping[str, list[int]] = rule.options["lengths"]
    document = letter.document
    for block in document.blocks:
        if block.label == "reference":
            continue
        # A no-break space keeps a number on one line.
        text = block.span.of(document.text).replace("\u00a0", " ")
        for match in _NUMBER.finditer(text):
            grouped = bool(re.match(r"\(?0\d{2,}[ )-]|\+44", match.group()))
            is_number = grouped or _NEAR.search(text, 0, match.start())
            if not is_number or _is_possible(match.group(), lengths):
                continue
            span = Span(block.span.start + match.start(), block.span.start + match.end())
            yield Match(rule, span, span, (Suggestion(str(rule.options["ask"])),))


def _is_possible(number: str, lengths: Mapping[str, list[int]]) -> bool:
    """True when a British number that starts like this one has this many digits, without the first 0."""
    digits = re.sub(r"\D", "", re.sub(r"^\+44|\(0\)", "", number)).lstrip("0")
    return len(digits) in lengths.get(digits[:1], [])

"""Postcodes that no place in the United Kingdom can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import Span, Suggestion
from plainletter.packs.schema import DetectorRule

# Looks like a postcode at the end of an address: two groups of letters and figures.
_LIKE = re.compile(
    r"(?<![\w/.-])(?P<area>[A-Z]{1,3})(?P<district>\d{1,3}[A-Z]?) ?(?P<inward>\d{1,2}[A-Z]{1,3})(?![\w/-])"
)
_DISTRICT = re.compile(r"\d{1,2}|\d[A-Z]")
# The letters C, I, K, M, O and V never stand in the second part.
_INWARD = re.compile(r"\d[ABD-HJLNP-UW-Z]{2}")


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """What stands where a postcode does and cannot be one, each once. Options: `areas`, the letters that
    postcodes start with (other letters are advice only, once a letter, as areas may be added);
    `unknown-area`, the message for these; `ask`. A code without a space is not looked at."""
    areas = frozenset(rule.options["areas"])
    ask = (Suggestion(str(rule.options["ask"])),)
    document = letter.document
    seen: set[str] = set()
    for block in document.blocks:
        if block.label == "reference":
            continue
        text = block.span.of(document.text).replace("\u00a0", " ")
        for match in _LIKE.finditer(text):
            if " " not in match.group() or _is_other_code(text[: match.start()]):
                continue
            area, district, inward = match.group("area", "district", "inward")
            shaped = _DISTRICT.fullmatch(district) and _INWARD.fullmatch(inward) and len(area) < 3
            if (shaped and area in areas) or (once := area if shaped else match.group()) in seen:
                continue
            seen.add(once)
            span = Span(block.span.start + match.start(), block.span.start + match.end())
            if shaped:
                told = str(rule.options["unknown-area"])
                yield Match(rule, span, span, ask, {"area": area}, message=told, level="advice")
            else:
                yield Match(rule, span, span, ask, {"area": area})


def _is_other_code(before: str) -> bool:
    """True where the words in front say that it is a reference, a form or a room."""
    words = before[-12:].lower()
    return any(word in words for word in ("ref", "number", "no.", "code", "form", "room", "flat"))

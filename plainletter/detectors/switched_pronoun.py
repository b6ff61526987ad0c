"""He and she for one child in one paragraph, which happens when a letter is copied from another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Unit
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.grammar import token_at

_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_EITHER = re.compile(
    r"\b(?:he or she|she or he|his or her|her or his|him or her|her or him)\b|\bs?he/s?he\b|\bhis/her|\bher/his|\bhim/her",
    re.IGNORECASE,
)


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first pronoun of the rarer sort in a paragraph that names one person and holds both sorts.

    Option `people`: words for people (mum, teacher …); where one of them stands, the other pronoun may
    well be theirs, and nothing is said.
    """
    labels = SCOPES[rule.scope]
    people = re.compile(rf"\b(?:{'|'.join(rule.options['people'])})s?\b", re.IGNORECASE)
    for unit in letter.units:
        if unit.block.label not in labels or people.search(unit.text) or _EITHER.search(unit.text):
            continue
        he = [m for m in _HE.finditer(unit.text) if not letter.quoted(unit.span(*m.span()))]
        she = [m for m in _SHE.finditer(unit.text) if not letter.quoted(unit.span(*m.span()))]
        if not he or not she or len(_named(unit, letter.names)) != 1:
            continue
        rare = min((he, she), key=lambda found: (len(found), -found[0].start()))
        match = rare[0]
        name = next(iter(_named(unit, letter.names)))
        ask = Suggestion(str(rule.options["ask"]).replace("NAME", name))
        span = unit.span(*match.span())
        yield Match(rule, span, unit.sentence_at(match.start()).span, (ask,), {"name": name})


def _named(unit: Unit, names: frozenset[str]) -> set[str]:
    """The people a paragraph names, by the first word of each name; other proper nouns count as names,
    since it is better to be silent than wrong."""
    found = set()
    previous_end = -2
    for match in re.finditer(r"[A-Z][\w-]*", unit.text):
        word = match.group()
        proper = word.lower() in names or (
            word not in _NOT_NAMES and token_at(unit, match.start()).tag_ in ("NNP", "NNPS")
        )
        if proper and match.start() != previous_end + 1:
            found.add(word)
        if proper:
            previous_end = match.end()
    return found


_NOT_NAMES = frozenset(
    [
        "I", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January",
        "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December", "GP", "NHS", "A", "E", "Year", "Reception", "Christmas", "Easter",
    ]
)  # fmt: skip

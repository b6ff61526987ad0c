"""Sentences with so many hedges that nothing is left standing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.packs.schema import SCOPES, DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Sentences with more than `more-than` different hedges, of which at least one is in `soft`: words that only
    soften. `honest` are words that can also be plain truth (may, could). Sentences that match one of
    `unless` are left alone. The first soft word is marked."""
    soft, honest = _words(tuple(rule.options["soft"])), _words(tuple(rule.options["honest"]))
    bars = gates(rule.options["unless"])
    for unit, sentence in letter.sentences:
        if unit.block.label not in SCOPES[rule.scope]:
            continue
        softened = list(soft.finditer(sentence.text))
        count = len({m.group().lower() for m in (*softened, *honest.finditer(sentence.text))})
        if not softened or count <= rule.options["more-than"]:
            continue
        if any_match(bars, sentence.text):
            continue
        start, end = (sentence.start + at for at in softened[0].span())
        yield Match(rule, unit.span(start, end), sentence.span, values={"count": str(count)})


@lru_cache(maxsize=64)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in longest)})\b", re.IGNORECASE)

"""Soft words for violence, injury or drugs, where nothing near them says what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.gates import Gate
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.fragments import expand
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.remembered import remembered


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Veiling words without the plain fact beside them. Options: `terms`, tables with `find` (an
    expression; a group `mark` narrows what is marked) and `ask` (what to write instead); `told`, expressions
    for the fact; `near`, how many sentences before and after may tell it; `unless`, sentences left alone."""
    told, barred, terms = _prepared(rule)
    near = rule.options["near"]
    found = [
        (unit, sentence) for unit, sentence in letter.sentences
        if unit.block.label in SCOPES[rule.scope]
    ]  # fmt: skip
    for index, (unit, sentence) in enumerate(found):
        number = _first(tuple(term for term, _ in terms), sentence.text)
        around = found[max(index - near, 0) : index + near + 1]
        if number is None or barred.search(sentence.text):
            continue
        term, ask = terms[number]
        match = term.search(sentence.text)
        assert match is not None
        if not any(told.search(other.text) for _, other in around):
            group = "mark" if "mark" in match.re.groupindex else 0
            start, end = (sentence.start + at for at in match.span(group))
            yield Match(rule, unit.span(start, end), sentence.span, (Suggestion(ask),))


@remembered(4096)
def _first(terms: tuple[Gate, ...], text: str) -> int | None:
    """Which of the terms is the first that a sentence holds."""
    return next((number for number, term in enumerate(terms) if term.search(text)), None)


@lru_cache(maxsize=64)
def _prepared(
    rule: DetectorRule,
) -> tuple[re.Pattern[str], re.Pattern[str], list[tuple[Gate, str]]]:
    """What tells the fact, what bars the rule, and each term with its question."""
    options = rule.options
    terms = [(Gate(term["find"]), term["ask"]) for term in options["terms"]]
    return _any(options["told"]), _any(options["unless"]), terms


def _any(expressions: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expand(e)})" for e in expressions), re.IGNORECASE)

"""Mock praise: words of thanks or praise, and behind them something so small that nobody means it."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.detectors.addressee import sentences
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

_REACH = 90
"""Most characters between the praise and what it mocks."""


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Sentences in which one of `options.praise` stands before one of `options.small`, each a list of
    expressions; `unless` are expressions that keep a sentence silent, `ask` is the advice."""
    praise = gates(rule.options["praise"])
    small = gates(rule.options["small"])
    unless = gates(rule.options.get("unless", ()))
    advice = tuple(Suggestion(ask) for ask in rule.options["ask"])
    for unit, sentence, _ in sentences(letter, rule):
        if any_match(unless, sentence.text):
            continue
        opens = min((m for one in praise for m in one.finditer(sentence.text)), default=None,
                    key=lambda match: match.start())  # fmt: skip
        if opens is None:
            continue
        ends = [
            match.end() for one in small for match in one.finditer(sentence.text, opens.start() + 1)
            if match.end() > opens.end() and match.start() - opens.end() <= _REACH
        ]  # fmt: skip
        if ends:
            start = sentence.start + opens.start()
            span = unit.span(start, sentence.start + min(ends))
            yield Match(rule, span, sentence.span, advice)

"""Sentences that open with "you" and a fault, when there are so many that it reads like a charge sheet."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.markers import markers
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """One match, at the first accusing opening past `options.over`. One or two say what happened; a run
    of them is what hurts."""
    accusing = letter.once(markers).accusing
    over = int(rule.options["over"])
    if len(accusing) > over:
        mark = accusing[over]
        ask = Suggestion(str(rule.options["ask"]))
        yield Match(rule, mark.span, mark.sentence, (ask,), {"count": str(len(accusing))})

"""A letter in which nobody speaks: no "we" and no "I" from its first line to its last."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.markers import markers
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """One match where a letter of at least `options.words` words, with a salutation, never says "we" or
    "I"; at the council's name where it has one, or at the first sentence."""
    found = letter.once(markers)
    labels = {block.label for block in letter.document.blocks}
    if found.we or found.words < int(rule.options["words"]) or "salutation" not in labels:
        return
    body = [s.span for unit, s in letter.sentences if unit.block.label == "body"]
    if body:
        span = found.senders[0].span if found.senders else body[0]
        sentence = found.senders[0].sentence if found.senders else body[0]
        yield Match(rule, span, sentence, (Suggestion(str(rule.options["ask"])),))

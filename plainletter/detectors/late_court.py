"""Court, first named where a frightened reader may never get to."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.kinds.require import passages
from plainletter.kinds.signals import signals_of
from plainletter.model import SCORED_LABELS
from plainletter.packs.schema import DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first sentence about going to court, where more than a share of the letter's words stand before
    it. Options: `after`, that share in per cent; `from-words`, the words from which a letter is looked at;
    `court` and `not-court`, expressions over marked sentences."""
    court, other = tuple(rule.options["court"]), tuple(rule.options["not-court"])
    counted = [p for p in letter.once(passages) if p.label in SCORED_LABELS or p.label == "heading"]
    words = [len(passage.text.split()) for passage in counted]
    total = sum(words)
    if total < rule.options["from-words"]:
        return
    matching = signals_of(court, other).matching([passage.text for passage in counted])
    first = min(set(matching.get(court, ())).difference(matching.get(other, ())), default=None)
    if first is None:
        return
    share = round(100 * sum(words[:first]) / total)
    if share > rule.options["after"]:
        passage = counted[first]
        yield Match(rule, passage.span, passage.span, values={"share": str(share)})

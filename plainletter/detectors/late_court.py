"""Court, first named where a frightened reader may never get to."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.kinds.require import passages
from plainletter.model import SCORED_LABELS
from plainletter.packs.fragments import any_of
from plainletter.packs.schema import DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first sentence about going to court, where more than a share of the letter's words stand before
    it. Options: `after`, that share in per cent; `from-words`, the words from which a letter is looked at;
    `court` and `not-court`, expressions over marked sentences."""
    court = any_of(tuple(rule.options["court"]))
    other = any_of(tuple(rule.options["not-court"]))
    counted = [p for p in letter.once(passages) if p.label in SCORED_LABELS or p.label == "heading"]
    words = [len(passage.text.split()) for passage in counted]
    total = sum(words)
    if court is None or total < rule.options["from-words"]:
        return
    before = 0
    for passage, count in zip(counted, words, strict=True):
        if court.search(passage.text) and not (other is not None and other.search(passage.text)):
            share = round(100 * before / total)
            if share > rule.options["after"]:
                yield Match(rule, passage.span, passage.span, values={"share": str(share)})
            return
        before += count

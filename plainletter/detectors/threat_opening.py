"""A letter that opens with what could happen, before it says why it is written and that help is there."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.markers import is_consequence, is_help
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """One match, at a sentence on court or other consequences among the first `options.sentences` of the
    running text, where none up to there offers help or says what for. A text without a salutation is no
    letter, and its first sentences open nothing; nor is one of under `options.words` words."""
    labels = {block.label for block in letter.document.blocks}
    words = sum(sentence.counts.words for _, sentence in letter.sentences)
    if "salutation" not in labels or words < int(rule.options["words"]):
        return
    body = [(unit, s) for unit, s in letter.sentences if unit.block.label == "body"]
    for _, sentence in body[: int(rule.options["sentences"])]:
        if is_help(sentence.own, letter.names) or _reasons(sentence.own):
            return
        if is_consequence(sentence.own):
            ask = Suggestion(str(rule.options["ask"]))
            yield Match(rule, sentence.span, sentence.span, (ask,))
            return


def _reasons(text: str) -> bool:
    return any(word in text.lower() for word in (" because ", "worried", " want ", "we hope"))

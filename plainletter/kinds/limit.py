"""Limit rules: a length that should not be passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import Span, Suggestion
from plainletter.packs.schema import SCOPES, LimitRule


def find(rules: Iterable[LimitRule], letter: Analysis) -> Iterator[Match]:
    """Matches of every limit rule."""
    for rule in rules:
        if rule.measure == "sentence-words":
            yield from _sentences(rule, letter)
        elif rule.measure == "paragraph-sentences":
            yield from _paragraphs(rule, letter)
        else:
            yield from _letter(rule, letter)


def _sentences(rule: LimitRule, letter: Analysis) -> Iterator[Match]:
    labels = SCOPES[rule.scope]
    for unit, sentence in letter.sentences:
        words = sentence.counts.words
        within = rule.up_to is None or words <= rule.up_to
        if unit.block.label in labels and words > rule.over and within:
            yield _match(rule, sentence.span, sentence.span, words)


def _paragraphs(rule: LimitRule, letter: Analysis) -> Iterator[Match]:
    labels = SCOPES[rule.scope]
    for unit in letter.scored:
        if unit.block.label in labels and len(unit.sentences) > rule.over:
            # The first sentence past the limit is where a new paragraph would start.
            extra = unit.sentences[rule.over].span
            span = Span(unit.sentences[0].span.start, unit.sentences[-1].span.end)
            yield _match(rule, span, extra, len(unit.sentences))


def _letter(rule: LimitRule, letter: Analysis) -> Iterator[Match]:
    words = 0
    for _, sentence in letter.sentences:
        words += sentence.counts.words
        if words > rule.over:
            total = sum(s.counts.words for _, s in letter.sentences)
            yield _match(rule, sentence.span, sentence.span, total)
            return


def _match(rule: LimitRule, span: Span, sentence: Span, count: int) -> Match:
    suggestions = (Suggestion(rule.ask),) if rule.ask else ()
    return Match(rule, span, sentence, suggestions, {"count": str(count), "limit": str(rule.over)})

"""Limit rules: a length that should not be passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Sentence
from plainletter.kinds.match import Match
from plainletter.model import Span, Suggestion
from plainletter.packs.schema import SCOPES, LimitRule

if TYPE_CHECKING:
    from spacy.tokens import Token

_LEAST_SIDE = 5
"""Words that a part of a split sentence has at least."""


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
            hint = split_hint(sentence)
            yield _match(rule, sentence.span, sentence.span, words, hint)


def split_hint(sentence: Sentence) -> str:
    """Advice on where to make two sentences of one; "" where no good place is seen.

    A good place is a joining word with a clause of its own behind it, a semicolon, or "which", with at
    least five words on each side; of several the one nearest the middle.
    """
    tokens = [token for token in sentence.tokens if not token.is_punct]
    middle = len(tokens) / 2
    best: tuple[float, int] | None = None
    for k, token in enumerate(tokens):
        if _LEAST_SIDE <= k <= len(tokens) - _LEAST_SIDE and _starts_clause(token):
            distance = abs(k - middle)
            if best is None or distance < best[0]:
                best = (distance, k)
    if best is None:
        return ""
    words = " ".join(token.text for token in tokens[best[1] : best[1] + 4])
    return f"You could stop before “{words} …” and start again."


def _starts_clause(token: Token) -> bool:
    if token.dep_ == "cc":
        return any(
            other.dep_ == "conj" and other.i > token.i and _has_subject(other)
            for other in token.head.children
        )
    if token.lower_ == "which":
        return bool(token.i and token.nbor(-1).text == "," and token.head.dep_ == "relcl")
    return bool(
        token.lower_ in ("because", "although", "while", "whilst", "since") and token.dep_ == "mark"
    )


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def _paragraphs(rule: LimitRule, letter: Analysis) -> Iterator[Match]:
    labels = SCOPES[rule.scope]
    for unit in letter.scored:
        words = sum(sentence.counts.words for sentence in unit.sentences)
        if unit.block.label not in labels or words < rule.least_words:
            continue
        if len(unit.sentences) > rule.over:
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


def _match(rule: LimitRule, span: Span, sentence: Span, count: int, ask: str = "") -> Match:
    ask = ask or rule.ask
    suggestions = (Suggestion(ask),) if ask else ()
    return Match(rule, span, sentence, suggestions, {"count": str(count), "limit": str(rule.over)})

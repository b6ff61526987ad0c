"""The sender as a third person: "the Local Authority believes" where "we believe" is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Sentence, Unit
from plainletter.kinds.match import Match
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.inflect import inflect
from plainletter.wording.suggest import rewrite

if TYPE_CHECKING:
    from spacy.tokens import Token

_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_NOUNS = frozenset({"NN", "NNS"})
_OBJECTS = frozenset({"dobj", "pobj", "obj", "dative", "iobj"})


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Mentions of one of `options.senders` as subject (with its verb), owner, or object."""
    expression = _senders(rule)
    labels = SCOPES[rule.scope]
    for unit in letter.units:
        if unit.block.label in labels:
            for hit in expression.finditer(unit.text):
                match = _match(hit, unit, letter, rule)
                if match is not None:
                    yield match


@lru_cache(maxsize=64)
def _senders(rule: DetectorRule) -> re.Pattern[str]:
    longest = sorted(rule.options["senders"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)


def _match(hit: re.Match[str], unit: Unit, letter: Analysis, rule: DetectorRule) -> Match | None:
    start, end = hit.span()
    sentence = unit.sentence_at(start)
    tokens = [t for t in sentence.tokens if start <= t.idx and t.idx + len(t) <= end]
    if not tokens or _is_name(unit, end):
        return None
    head = next((t for t in tokens if t.head not in tokens), tokens[-1])
    wording: str | None = None
    if unit.text.startswith("'s", end) and not unit.text.startswith("'s ", end - 2):
        wording, end = "our", end + 2
    elif unit.text.startswith("'", end) and unit.text[end - 1] == "s":
        wording, end = "our", end + 1
    elif head.dep_ in _SUBJECTS:
        verb = _next_verb(head, sentence, end)
        if verb is None:
            return None
        plain = _agree(verb)
        if plain is None:
            return None
        if verb.lower_ != plain:
            wording, end = f"we{unit.text[end : verb.idx]}{plain}", verb.idx + len(verb)
        else:
            wording = "we"
            end = verb.idx + len(verb)
            wording += unit.text[hit.end() : end]
    elif head.dep_ in _OBJECTS:
        owned = _owned(head, tokens[0])
        if owned is not None:
            start, noun_start, noun_end = owned
            wording = f"our {unit.text[noun_start:noun_end]}"
            suggestion = rewrite(unit, start, end, wording, letter.document.text)
            return Match(rule, unit.span(*hit.span()), sentence.span, (suggestion,))
        if _is_part(head):
            return None
        wording = "us"
    if wording is None:
        return None
    suggestion = rewrite(unit, start, end, wording, letter.document.text)
    return Match(rule, unit.span(start, end), sentence.span, (suggestion,))


def _owned(head: Token, first: Token) -> tuple[int, int, int] | None:
    """Where "our" fits, as in "the main worries of the Local Authority": starts of "the" and of what
    stays, and its end."""
    of = head.head
    if of.lower_ != "of" or of.i + 1 != first.i or of.i == 0:
        return None
    noun = of.nbor(-1)
    if of.head != noun or noun.tag_ not in _NOUNS:
        return None
    article = next((left for left in noun.lefts if left.lower_ == "the"), None)
    if article is None:
        return None
    return article.idx, article.nbor(1).idx, noun.idx + len(noun)


def _is_part(head: Token) -> bool:
    """True for "an officer of …" and "on behalf of the Local Authority", which "of us" would garble."""
    return bool(head.head.lower_ == "of" and head.head.head.tag_ in _NOUNS)


def _is_name(unit: Unit, end: int) -> bool:
    """True where the words go on as part of a longer name: "the Department for Education"."""
    return bool(re.match(r" (?:for|of|[A-Z]\w+)\b|'s [A-Z]", unit.text[end : end + 12]))


def _next_verb(head: Token, sentence: Sentence, end: int) -> Token | None:
    """The finite verb that agrees with the subject: the first verb or modal of its clause behind it."""
    clause = head.head
    candidates = [
        token for token in sentence.tokens
        if token.idx >= end and (token == clause or (token.head == clause and token.dep_.startswith("aux")))
        and token.tag_ in ("VBZ", "VBP", "VBD", "MD")
    ]  # fmt: skip
    return min(candidates, key=lambda token: token.idx, default=None)


def _agree(verb: Token) -> str | None:
    """The form of the verb that goes with "we"; None where that cannot be told."""
    lower = str(verb.lower_)
    if lower in _PLURAL:
        return _PLURAL[lower]
    if verb.tag_ != "VBZ":
        return lower if lower.isalpha() else None
    guesses = [lower[:-1], lower[:-2], lower[:-3] + "y"]
    return next((g for g in guesses if g and inflect(g, "VBZ") == lower), None)

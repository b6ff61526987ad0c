"""Threats without an "if": "Another missed visit and we go to court", "Carry on like this and you will …"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import lower
from plainletter.detectors.addressee import matched, sentences
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_REACH = 16
"""Words at most before the "and"."""


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """A thing done once more, or a wrong as an imperative, and what comes of it.

    Options: `once-more`, first words of "another missed visit and …"; `wrongs`, verbs (base forms) of
    "miss a visit and …", `common`, verbs that are wrongs with one of the words `again` ("turn up late
    and …"), `openers`, words before them ("just", "then"); `unless`, expressions over the
    sentence, among them what is offered and not threatened; `ask`.
    """
    options = rule.options
    once_more = tuple(tuple(words.split()) for words in options["once-more"])
    wrongs = frozenset(options["wrongs"])
    common = frozenset(options["common"])
    cues = frozenset(options["again"])
    openers = frozenset(options["openers"])
    bars = gates(options.get("unless", ()))
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    for unit, sentence, _ in sentences(letter, rule):
        if any_match(bars, sentence.text):
            continue
        marks = _threat(sentence.tokens, once_more, wrongs, common, cues, openers)
        if marks:
            yield matched(rule, unit, sentence, marks, advice)


def _threat(
    sentence: Span,
    once_more: tuple[tuple[str, ...], ...],
    wrongs: frozenset[str],
    common: frozenset[str],
    cues: frozenset[str],
    openers: frozenset[str],
) -> list[Token] | None:
    tokens = [token for token in sentence if not token.is_space]
    tokens = list(dropwhile(lambda t: lower(t) in openers or not t.is_alpha, tokens))
    if len(tokens) < 4 or (lower(tokens[0]) == "miss" and tokens[1].tag_ == "NNP"):
        return None
    opens = tuple(lower(token) for token in tokens[:3])
    again = any(opens[: len(words)] == words for words in once_more)
    if not again and opens[0] not in wrongs | common:
        return None
    for at, token in enumerate(tokens[1 : _REACH + 1], 1):
        if token.text in (";", ":", "?"):
            return None
        # "Another visit went well and …": told, not threatened.
        if again and token.tag_ in _FINITE and lower(token) not in ("like", "missed"):
            return None
        if not again and token.tag_ in ("MD",):
            return None
        joins = lower(token) in ("and", "or") or (again and token.text in (",", "–", "-", "—"))
        if joins:
            before = {lower(other) for other in tokens[:at]}
            if not again and opens[0] not in wrongs and not before & cues:
                return None
            end = _consequence(tokens[at + 1 :])
            if end is not None:
                return [tokens[0], end]
    return None


def _consequence(rest: list[Token]) -> Token | None:
    """The verb of a clause with a subject of its own right behind the "and", of now or later."""
    while rest and lower(rest[0]) in ("then", "and"):
        rest = rest[1:]
    if rest and rest[0].tag_ in ("IN", "WDT", "WP"):
        return None
    for at, token in enumerate(rest[:5]):
        if token.tag_ in ("VBZ", "VBP", "MD") or lower(token) in ("'ll", "'re", "'s"):
            if at == 0 or lower(token) in ("may", "might", "can"):
                return None
            return token
        if token.tag_ in ("VBD", "VB", "VBN", "TO", ",", ".", ":"):
            return None
    return None

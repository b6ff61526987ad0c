"""Things that are "to be done" as a list of orders has them: "Curtains to be opened."."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import dropwhile
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import lower
from plainletter.detectors.addressee import inflected, matched, sentences
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_REACH = 10
"""Words at most before the "to"."""


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Sentences that are a thing and "to be" with a participle, and no verb before it.

    Options (base forms): `settled`, verbs that leave something open and order nothing ("Date to be
    agreed"); `no-thing`, first words and heads that open a phrase, not an order ("Something to be proud
    of"); `unless`, expressions over the sentence; `ask`.
    """
    options = rule.options
    settled = inflected(tuple(options["settled"]), "VERB")
    no_thing = frozenset(options["no-thing"])
    bars = gates(options.get("unless", ()))
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    for unit, sentence, _ in sentences(letter, rule):
        if any_match(bars, sentence.text):
            continue
        marks = _order(sentence.tokens, settled, no_thing)
        if marks:
            yield matched(rule, unit, sentence, marks, advice)


def _order(
    sentence: Span, settled: Mapping[str, str], no_thing: frozenset[str]
) -> list[Token] | None:
    tokens = [token for token in sentence if not token.is_space]
    tokens = list(dropwhile(lambda t: t.tag_ in ("LS", "CD") or not t.is_alpha, tokens))
    at = next((k for k, token in enumerate(tokens) if token.tag_ == "TO"), None)
    if at is None or not 0 < at <= _REACH or at + 2 >= len(tokens):
        return None
    before, rest = tokens[:at], tokens[at + 1 :]
    if any(token.tag_ in _FINITE or token.tag_ in ("VB", "TO", "PRP") for token in before):
        return None
    if {lower(token) for token in before} & no_thing or before[0].tag_ in ("IN", "UH", "RB", "WP"):
        return None
    if lower(rest[0]) == "not":
        rest = rest[1:]
    done = next((token for token in rest[1:3] if token.tag_ in ("VBN", "VBD", "JJ")), None)
    if lower(rest[0]) != "be" or done is None or lower(done) in settled:
        return None
    if done.tag_ == "JJ" and done.i == rest[0].i + 1 and not lower(done).endswith("ed"):
        return None
    # "The cot to be collected on Monday is a gift": a main verb stands behind.
    if any(token.tag_ in _FINITE and token.dep_ == "ROOT" for token in rest):
        return None
    return [before[0] if len(before) <= 5 else before[-1], done]

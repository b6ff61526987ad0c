"""Bald orders: an imperative of duty with no please, no reason and no help in its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, imperatives
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.suggest import rewrite

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_SOFTENED = re.compile(
    r"\b(?:please|because|so that|we need you to|we (?:ask|are asking) you|to do now|you can do|we (?:will|can|would like to) help|thank you|you can|if you (?:can|want|wish)|999|if (?:the|a|his|her|your) (?:rash|fever|temperature|pain|bleeding|wound|symptoms|cough))\b",
    re.IGNORECASE,
)


_NOUN_TOO = frozenset({"address", "stop"})
"""Verbs of duty that open a line as nouns too: "Address to write to"."""
_PLACES = frozenset({"at", "by", "off", "outside", "near"})
"""What opens a place behind "stop"."""
_OPENS_OBJECT = frozenset({"DT", "PDT", "PRP$"})
_OPENS_PHRASE = frozenset({"from", "to", "with", "all", "every", "any"})


def _orders(sentence: Span, verbs: frozenset[str]) -> Iterator[Token]:
    """The sentence's imperatives among `verbs`, and a first word that the tagger took for a noun.

    "1. Abstain from alcohol" is often tagged as a noun and its phrase. The first word counts where an
    object opens behind it ("Address the damp", not "Address: 12 Mill Lane").
    """
    found = [
        verb for verb in imperatives(sentence) if verb.lower_ in verbs and not _is_on_the_way(verb)
    ]
    yield from found
    words = [token for token in sentence if token.is_alpha]
    if len(words) < 2 or words[0] in found or words[0].lower_ not in verbs:
        return
    first, second = words[:2]
    if second.i != first.i + 1 or first.tag_ not in ("NN", "NNP", "VBP", "VB"):
        return
    phrase = second.lower_ in _OPENS_PHRASE and first.lower_ not in _NOUN_TOO
    if second.tag_ in _OPENS_OBJECT or phrase:
        yield first


def _is_on_the_way(verb: Token) -> bool:
    """ "Stop at the second gate", "Stop by on Friday": a way is told, nothing is forbidden."""
    if verb.lower_ != "stop" or verb.i + 1 >= len(verb.doc):
        return False
    return verb.nbor(1).lower_ in _PLACES


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Imperatives whose verb is one of `options.verbs` (base forms), or negated ones of
    `options.not-verbs`, in a paragraph with no softening."""
    verbs = frozenset(rule.options["verbs"])
    barred = frozenset(rule.options.get("not-verbs", ()))
    asks = tuple(Suggestion(ask) for ask in rule.options.get("ask", ()))
    labels = SCOPES[rule.scope]
    lead_in = ""
    for unit in letter.units:
        listed = unit.block.label == "list" or unit.block.kind == "list_item"
        if not listed:
            lead_in = unit.text
        # A list speaks with the voice of the line that leads into it.
        if unit.block.label not in labels or _SOFTENED.search(unit.text + lead_in * listed):
            continue
        for sentence in unit.sentences:
            for verb in _orders(sentence.tokens, verbs):
                start, end = verb.idx, verb.idx + len(verb)
                softer = rewrite(unit, start, end, f"please {verb.lower_}", letter.document.text)
                yield Match(rule, unit.span(start, end), sentence.span, (softer, *asks))
            for verb in imperatives(sentence.tokens):
                if verb.lower_ in barred and has_negation(verb):
                    first = verb.left_edge
                    start, end = first.idx, verb.idx + len(verb)
                    words = unit.text[start:end]
                    softer = rewrite(
                        unit,
                        start,
                        end,
                        f"please {words[0].lower()}{words[1:]}",
                        letter.document.text,
                    )
                    yield Match(rule, unit.span(start, end), sentence.span, (softer, *asks))

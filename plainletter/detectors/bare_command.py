"""Bald orders: an imperative of duty with no please, no reason and no help in its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import imperatives
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.suggest import rewrite

_SOFTENED = re.compile(
    r"\b(?:please|because|so that|we need you to|we (?:ask|are asking) you|to do now|you can do|we (?:will|can|would like to) help|thank you|you can|if you (?:can|want|wish))\b",
    re.IGNORECASE,
)


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Imperatives whose verb is one of `options.verbs` (base forms) in a paragraph with no softening."""
    verbs = frozenset(rule.options["verbs"])
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
            for verb in imperatives(sentence.tokens):
                if verb.lower_ not in verbs:
                    continue
                start, end = verb.idx, verb.idx + len(verb)
                softer = rewrite(unit, start, end, f"please {verb.lower_}", letter.document.text)
                yield Match(rule, unit.span(start, end), sentence.span, (softer, *asks))

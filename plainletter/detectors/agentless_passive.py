"""Passives that hide who did it, where a parent needs to know: who decided, who is worried, who saw."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import passives
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Passives without "by …" whose verb is one of `options.verbs` (participles, lower case)."""
    verbs = frozenset(rule.options["verbs"])
    asks = tuple(Suggestion(ask) for ask in rule.options.get("ask", ()))
    labels = SCOPES[rule.scope]
    for unit in letter.units:
        if unit.block.label not in labels:
            continue
        for sentence in unit.sentences:
            for passive in passives(sentence.tokens):
                participle = passive.participle
                if passive.agent is not None or participle.lower_ not in verbs:
                    continue
                first = passive.auxiliary or participle
                start = min(first.idx, participle.idx)
                end = max(first.idx + len(first), participle.idx + len(participle))
                yield Match(
                    rule, unit.span(start, end), sentence.span, asks,
                    {"verb": participle.lower_},
                )  # fmt: skip

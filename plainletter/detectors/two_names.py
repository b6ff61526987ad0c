"""One thing under two names, which a reader takes for two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Unit
from plainletter.kinds.gates import gates, spans
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule

_JOINED = re.compile(
    r"[\"']?(?: ?\(|,? or |,? (?:also |sometimes )?(?:called|known as) |, that is |: |, (?:a|an|the|your|our) )[\"']?(?:the |a |an |our |your )?",
    re.IGNORECASE,
)


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first use of the rarer name where two names of one of `options.groups` are both used, and the
    letter nowhere says that they are the same. A group is a list of names, each an expression."""
    labels = SCOPES[rule.scope]
    units = [unit for unit in letter.units if unit.block.label in labels]
    for group in rule.options["groups"]:
        uses = {name: list(_uses(name, units, letter)) for name in group}
        used = [name for name in group if uses[name]]
        if len(used) < 2 or _told(used, units):
            continue
        rare = min(used, key=lambda name: (len(uses[name]), -group.index(name)))
        often = max((n for n in used if n != rare), key=lambda name: len(uses[name]))
        unit, start, end = uses[rare][0]
        first, *place = uses[often][0]
        other = first.text[slice(*place)]
        yield Match(
            rule, unit.span(start, end), unit.sentence_at(start).span,
            (Suggestion(f"Use one name all through, such as “{other}”."),), {"other": other},
        )  # fmt: skip


def _uses(name: str, units: list[Unit], letter: Analysis) -> Iterator[tuple[Unit, int, int]]:
    (gate,) = gates((rf"\b(?:{name})\b",))
    for unit in units:
        for start, end in spans(gate, unit.text):
            if not letter.quoted(unit.span(start, end)):
                yield unit, start, end


def _told(names: list[str], units: list[Unit]) -> bool:
    """True when two of the names stand side by side as one: "the council (the local authority)"."""
    either = "|".join(f"(?:{name})" for name in names)
    both = re.compile(rf"\b(?:{either})\b{_JOINED.pattern}(?:{either})\b", re.IGNORECASE)
    return any(both.search(unit.text) for unit in units)

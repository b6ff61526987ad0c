"""One thing under two names, which a reader takes for two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Unit
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
        unit, match = uses[rare][0]
        other = uses[often][0][1].group()
        yield Match(
            rule, unit.span(*match.span()), unit.sentence_at(match.start()).span,
            (Suggestion(f"Use one name all through, such as “{other}”."),), {"other": other},
        )  # fmt: skip


def _uses(name: str, units: list[Unit], letter: Analysis) -> Iterator[tuple[Unit, re.Match[str]]]:
    expression = re.compile(rf"\b(?:{name})\b", re.IGNORECASE)
    for unit in units:
        for match in expression.finditer(unit.text):
            if not letter.quoted(unit.span(*match.span())):
                yield unit, match


def _told(names: list[str], units: list[Unit]) -> bool:
    """True when two of the names stand side by side as one: "the council (the local authority)"."""
    either = "|".join(f"(?:{name})" for name in names)
    both = re.compile(rf"\b(?:{either})\b{_JOINED.pattern}(?:{either})\b", re.IGNORECASE)
    return any(both.search(unit.text) for unit in units)

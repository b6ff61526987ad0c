"""Actions in a plan that do not say why they matter to the child, or in a phrase that fits any child."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.detectors.plan_telling import Fault, missing_at, tell
from plainletter.kinds.match import Match
from plainletter.packs.schema import DetectorRule
from plainletter.plans import read_plan


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Actions by how they fail to say why. Options: `kinds` names the failings, `none` and `formula`;
    `asks` has the advice for each; `often` and `messages` are wordings."""
    kinds = frozenset(map(str, rule.options["kinds"]))
    asks = rule.options["asks"]
    plan = letter.once(read_plan)
    faults = []
    for action in plan.actions:
        kind, part = action.reason.kind, action.reason.part
        if kind not in kinds:
            continue
        ask = str(asks[kind])
        if part is not None and kind == "formula":
            # Without its full stop it fits into the message.
            words = part.span(0, len(part.text.rstrip(". ")))
            faults.append(Fault(words, part.sentence(0), ask, kind))
        else:
            faults.append(missing_at(action, ask, kind))
    yield from tell(rule, faults, len(plan.actions))

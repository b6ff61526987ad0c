"""Actions in a plan that nobody has by name: "Parents", "Health", "SW", "All", "TBC", or nobody at all."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.detectors.plan_telling import Fault, missing_at, tell
from plainletter.kinds.match import Match
from plainletter.packs.schema import DetectorRule
from plainletter.plans import Action, read_plan
from plainletter.plans.owners import is_post


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Actions by how they fail to say who. Options: `kinds` names the failings: `none`, `blank`, `all`,
    `service`, `post` (one person's post without the name) and `two` (one line for both parents); `asks`
    has the advice for each; `often` and `messages` are wordings."""
    kinds = frozenset(map(str, rule.options["kinds"]))
    asks = rule.options["asks"]
    plan = letter.once(read_plan)
    faults = []
    for action in plan.actions:
        kind = _kind(action)
        if kind in kinds:
            faults.append(_fault(action, kind, str(asks[kind])))
    yield from tell(rule, faults, len(plan.actions))


def _kind(action: Action) -> str:
    """What is wrong with the owners of an action; "" where one person at least is named."""
    owners = action.owners
    if any(owner.named for owner in owners):
        return ""
    if not owners:
        return "none"
    if any(owner.group for owner in owners):
        return "two"
    first = owners[0]
    if first.kind in ("blank", "everyone"):
        return "blank" if first.kind == "blank" else "all"
    return "post" if all(map(is_post, owners)) else "service"


def _fault(action: Action, kind: str, ask: str) -> Fault:
    who = action.who
    if who is not None and who.text:
        return Fault(who.whole, who.sentence(0), ask, kind)
    label = action.owners[0].label if action.owners else ""
    at = action.what.text.find(label) if label else -1
    if at < 0:
        return missing_at(action, ask, kind)
    return Fault(action.what.span(at, at + len(label)), action.what.sentence(at), ask, kind)

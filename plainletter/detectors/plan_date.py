"""Actions in a plan without a day on which they are done: "ongoing", "ASAP", "TBC", or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.detectors.plan_telling import Fault, missing_at, tell
from plainletter.kinds.match import Match
from plainletter.packs.schema import DetectorRule
from plainletter.plans import Action, Plan, read_plan
from plainletter.plans.tally import past_actions


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Actions by how they fail to say when. Options: `kinds` names the failings (those of
    `plainletter.plans.parts.DueKind`, and `past` for a day that was over when the plan was made);
    `asks` has the advice for each; `often` and `messages` are wordings. An event counts as a day where
    the plan says when it is."""
    kinds = frozenset(map(str, rule.options["kinds"]))
    asks = rule.options["asks"]
    plan = letter.once(read_plan)
    faults = []
    for action in plan.actions:
        kind = _kind(action, plan)
        if kind in kinds:
            faults.append(_fault(action, kind, str(asks[kind])))
    yield from tell(rule, faults, len(plan.actions))


def _kind(action: Action, plan: Plan) -> str:
    if any(action.number == past.number for past in past_actions(plan)):
        return "past"
    if action.due.kind == "event" and plan.review is not None:
        return "date"
    return action.due.kind


def _fault(action: Action, kind: str, ask: str) -> Fault:
    due = action.due
    if due.part is None or not due.words:
        return missing_at(action, ask, kind)
    return Fault(due.part.span(due.start, due.end), due.part.sentence(due.start), ask, kind)

"""Acts in a plan that nobody could see done: "engage", "ensure needs are met", "complete assessment"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.detectors.plan_telling import Fault, tell
from plainletter.kinds.match import Match
from plainletter.packs.schema import DetectorRule
from plainletter.plans import Action, read_plan
from plainletter.plans.acts import Term, first_fault, terms_of


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first fitting term of each action. Options: `terms` and `spare` (see `plainletter.plans.acts`);
    `process` says that these are steps of process; `often` is the message where most actions have one.
    Advice and example are told in full once for each term."""
    terms = terms_of(rule.options)
    plan = letter.once(read_plan)
    faults: list[Fault] = []
    told: Counter[Term] = Counter()
    for action in plan.actions:
        found = first_fault(action, terms)
        if found is not None:
            faults.append(_fault(action, *found, again=told[found[2]] > 0))
            told[found[2]] += 1
    yield from tell(rule, faults, len(plan.actions))


def _fault(action: Action, start: int, end: int, term: Term, *, again: bool) -> Fault:
    ask = term.ask if again else f"{term.ask} For example: “{term.better}”"
    span = action.what.span(start, end)
    return Fault(span, action.what.sentence(start), ask)

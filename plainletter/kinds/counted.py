"""Require rules whose item is counted over the actions of a plan, not looked for in its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.reading_age import reading_age
from plainletter.kinds.match import Match
from plainletter.kinds.require import Outcome
from plainletter.model import ChecklistItem, Measure, Span
from plainletter.packs.schema import DetectorRule, RequireRule, RuleSpec
from plainletter.plans import Plan, read_plan
from plainletter.plans.acts import Terms, terms_of
from plainletter.plans.tally import Count, Tally, Verdict, measures, tally, verdicts

_ACTS = "plan_act"
"""The detector whose options hold the words for acts that nobody could see."""


def count_plan(letter: Analysis, rules: Mapping[str, RuleSpec]) -> Tally:
    """The actions of a document, counted; `rules` hold the words for vague acts and steps of process."""
    plan = letter.once(read_plan)
    vague, process = _terms(rules, process=False), _terms(rules, process=True)
    return tally(plan, vague, process, letter.names)


def _terms(rules: Mapping[str, RuleSpec], *, process: bool) -> tuple[Terms, ...]:
    return tuple(
        terms_of(rule.options) for rule in rules.values()
        if isinstance(rule, DetectorRule) and rule.detector == _ACTS
        and bool(rule.options.get("process")) is process
    )  # fmt: skip


def outcomes(
    rules: Iterable[RequireRule], count: Tally, letter: Analysis,
    matches: Sequence[Match], *, checked: bool, jargon: bool,
) -> Iterator[Outcome]:  # fmt: skip
    """The outcome of each counted rule. `matches` are those of the other rules, from which the places of
    jargon are taken; with `jargon` false no rule looked for any."""
    places = sorted({m.span for m in matches if m.rule.category == "jargon"}) if jargon else None
    found = verdicts(count, letter.document.text, places, _years(count.plan)) if checked else {}
    for rule in rules:
        verdict = found.get(_named(rule)) or Verdict("not_checked", {})
        message = told(rule.message, verdict.values) if verdict.values else rule.title + "."
        item = ChecklistItem(
            rule.item, rule.title, verdict.status, rule.weight, message, verdict.evidence
        )
        yield Outcome(rule, item, None)


def _named(rule: RequireRule) -> Count:
    return rule.counts or "actions"


def _years(plan: Plan) -> float:
    texts = [action.what.text for action in plan.actions]
    return reading_age(texts).years if texts else 0.0


def told(message: str, values: Mapping[str, str]) -> str:
    """`message` filled in, without the sentences of which a value is empty or not known."""
    kept = []
    for sentence in re.split(r"(?<=[.?!]) +", message):
        names = re.findall(r"\{(\w+)\}", sentence)
        if all(values.get(name) for name in names):
            kept.append(re.sub(r"\{(\w+)\}", lambda m: values[m.group(1)], sentence))
    return " ".join(kept)


def findings(made: Iterable[Outcome]) -> Iterator[Match]:
    """Matches for what is missing, in the words of the checklist."""
    nowhere = Span(0, 0)
    for outcome in made:
        if outcome.rule.report and outcome.item.status == "missing":
            yield Match(outcome.rule, nowhere, nowhere, message=outcome.item.message)


def plan_measures(count: Tally) -> Mapping[str, Measure]:
    """The named measures of a plan."""
    return measures(count)
